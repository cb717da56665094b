/** `try`: what Tabduty would have done with the job history of a site, before anything is installed. */
import type { Options } from '../options.ts';
import type { TryReport } from '../../app/story/try-history.ts';
import { AppError } from '../../app/errors.ts';
import { localText } from '../../domain/time/civil.ts';
import { isoOf } from '../../domain/time/instant.ts';
import { readTableauAddress } from '../../domain/sites/tableau-address.ts';
import type { CliCommand } from '../command.ts';
import type { Faces } from '../faces.ts';
import { clipped, type Output } from '../output.ts';
import { counted, printFound } from '../print-faults.ts';
import { printNotReplayed } from '../print-what-if.ts';
import { PROCESS_OPTIONS, settingReader } from '../process-options.ts';

const MOST_DAYS = 90;
const MOST_SHOWN = 10;

export const tryCommand: CliCommand = {
  words: 'try',
  worksOn: 'nothing',
  summary: "What it would have done with your site's job history: reads Tableau, changes and sends nothing",
  options: [
    { flags: '--tableau <address>', help: 'as the browser shows it at your site (TABDUTY_TABLEAU)' },
    { flags: '--token-name <name>', help: 'personal access token (TABDUTY_TOKEN_NAME)' },
    {
      flags: '--token-secret-file <file>',
      help: 'its secret, from a file, or - for standard input (TABDUTY_TOKEN_SECRET has the secret itself)',
    },
    { flags: '--days <number>', help: `how far back, at most ${MOST_DAYS}`, default: '14' },
    { flags: '--config <file>', help: 'run this configuration instead of the usual one' },
    { flags: '--out <file>', help: 'where the page with all messages goes', default: 'tabduty-try.html' },
    ...PROCESS_OPTIONS,
  ],
  async run({ faces, options, out }) {
    const days = daysOf(options['days']);
    const file = typeof options['config'] === 'string' ? options['config'] : undefined;
    const check = file === undefined ? undefined : await faces.checkConfig(await faces.readFile(file), file);
    if (check?.ok === false) {
      const { faults, warnings } = check;
      out.result({ ok: false, faults, warnings }, () => printFound(file ?? '', { faults, warnings }, out));
      return 1;
    }
    const page = String(options['out']);
    const place = await placeOf(options, faces);
    const wish = { ...place, days, out: page, ...(check === undefined ? {} : { policy: check.policy }) };
    const report = await faces.tryOut(wish, out.progress);
    out.result({ ok: true, ...asDocument(report), page }, () => print(report, days, page, out));
    return 0;
  },
};

/** Times as in every document. */
function asDocument({ from, to, begins, told, ...report }: TryReport) {
  return {
    ...{ from: isoOf(from), to: isoOf(to) },
    ...(begins === undefined ? {} : { begins: isoOf(begins) }),
    ...report,
    told: told.map((m) => ({ ...m, at: isoOf(m.at) })),
  };
}

function daysOf(text: unknown): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return days;
  throw new AppError('wrong-use', `--days is a whole number from 1 to ${MOST_DAYS}`);
}

async function placeOf(options: Options, faces: Faces) {
  const given = settingReader(options, faces.env);
  const prompts = options['json'] === true ? undefined : faces.prompts('nothing was read');
  const address =
    given('tableau') ?? (await prompts?.text('Address of your Tableau, as the browser shows it'));
  const name = given('tokenName') ?? (await prompts?.text('Name of a personal access token'));
  const from = options['tokenSecretFile'];
  const secret =
    typeof from === 'string'
      ? await (from === '-' ? faces.readStdin() : faces.readFile(from))
      : (given('tokenSecret') ?? (await prompts?.secret('Secret of that token')));
  if (address === undefined || name === undefined || secret === undefined)
    throw new AppError('wrong-use', 'nobody can be asked without a terminal, and answers are missing', {
      remedy:
        'give --tableau ADDRESS, --token-name NAME, and --token-secret-file FILE or TABDUTY_TOKEN_SECRET',
    });
  const read = readTableauAddress(address);
  if (!read.ok) throw new AppError('wrong-use', `the address ${read.fault}`, { remedy: read.remedy });
  const { server, contentUrl } = read;
  return { server, contentUrl, token: { name: name.trim(), secret: secret.trim() } };
}

function print(report: TryReport, days: number, page: string, out: Output): void {
  const { failures, causes, messages, recoveries, woken, told, zone, begins, complete, unexplained } = report;
  const unknown = unexplained === 0 ? '' : ` (and ${unexplained} failures without a known one)`;
  out.line(
    `Last ${counted(days, 'day')}: ${counted(failures, 'failure')}, ${counted(causes.length, 'cause')}${unknown}`,
  );
  if (begins !== undefined)
    out.line(`Tableau's history begins ${localText(begins, zone)}: nothing older is there`);
  if (!complete) out.line('Tableau has more jobs than could be read: the oldest were taken');
  out.line(`One message each: ${failures}. Tabduty: ${messages} about failures, ${recoveries} of recovery.`);
  printNotReplayed(report.notReplayed, out);
  const wakes = told.filter((m) => m.page);
  if (woken === 0) out.line('You would not have been woken.');
  else out.line(`You would have been woken ${woken === 1 ? 'once' : `${woken} times`}:`);
  for (const { at, to, title } of wakes.slice(0, MOST_SHOWN))
    out.line(`  ${localText(at, zone)}  ${clipped(to, 30)}: ${clipped(title)}`);
  if (wakes.length > MOST_SHOWN) out.line(`  … and ${wakes.length - MOST_SHOWN} more`);
  if (causes.length > 0) out.line('Why refreshes failed:');
  for (const { failures: n, words } of causes.slice(0, MOST_SHOWN))
    out.line(`  ${n} × ${clipped(words, 110)}`);
  out.line(`All messages: ${page}`);
}
