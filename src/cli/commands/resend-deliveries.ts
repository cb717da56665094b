/** `resend`: sends deliveries once more, by id or by filter. */
import type { z } from 'zod';
import { resendDeliveries } from '../../api/deliveries.ts';
import { AppError } from '../../app/errors.ts';
import type { CliCommand } from '../command.ts';
import { textOption } from '../options.ts';
import type { Output } from '../output.ts';
import { localTime } from '../times.ts';

type Answer = z.infer<typeof resendDeliveries.answer>;

const STATES = ['dead', 'delivered'] as const;
const FILTERS = ['destination', 'receiver', 'since'] as const;

export const resendDeliveriesCommand: CliCommand = {
  words: 'resend',
  arguments: ['[deliveries...]'],
  summary: 'Send deliveries once more, each as a new one: by id, or with --state all that fit',
  options: [
    { flags: '--state <state>', help: 'all in this state', choices: STATES },
    { flags: '--destination <id>', help: 'of these only to this one: ops/teams' },
    { flags: '--receiver <name>', help: 'only to this receiver' },
    { flags: '--since <time>', help: 'only newer: a duration such as 12h, or a time with its zone' },
    {
      flags: '--all',
      help: 'also what is over, acknowledged, or followed by a newer message about the same',
    },
    { flags: '--dry-run', help: 'say what would be sent, and send nothing' },
    { flags: '--yes', help: 'do not ask' },
  ],
  async run({ faces, args, options, out }) {
    const state = STATES.find((s) => s === options['state']);
    const filter = Object.assign({}, ...FILTERS.map((name) => textOption(options, name)));
    if ((args.length === 0) === (state === undefined) || (args.length > 0 && Object.keys(filter).length > 0))
      throw new AppError('wrong-use', 'say which deliveries: either their ids or a filter', {
        remedy: 'tabduty resend ID…, or tabduty resend --state dead --receiver ops --since 24h',
      });
    const all = options['all'] === true;
    const wish = state === undefined ? { ids: [...args], all } : { ...filter, state, all };
    const api = await faces.api();
    const print = (answer: Answer) => out.result(answer, () => printAnswer(out, answer));
    if (options['dryRun'] === true) {
      print(await api.call(resendDeliveries, { ...wish, dryRun: true }));
      return 0;
    }
    // Ids have been looked at; how many a filter finds has not.
    if (state !== undefined && options['yes'] !== true) {
      const found = await api.call(resendDeliveries, { ...wish, dryRun: true });
      const prompts = found.count === 0 ? undefined : faces.prompts('nothing was sent');
      if (found.count > 0 && prompts === undefined) {
        throw new AppError('wrong-use', 'nobody can be asked here', {
          remedy: 'look with --dry-run, then add --yes',
        });
      }
      if (found.count > 0) printAnswer(out, found);
      if (prompts !== undefined && !(await prompts.confirm('Send them once more?', false))) {
        out.line('Nothing was sent.');
        return 1;
      }
    }
    print(await api.call(resendDeliveries, wish));
    return 0;
  },
};

const WHY: { readonly [W in Answer['leftOut'][number]['why']]: string } = {
  over: 'over by now',
  newer: 'followed by a newer message about the same',
  acknowledged: 'pages that somebody has',
  gone: 'to destinations that are no longer in the configuration',
};

function printAnswer(out: Output, { made, count, destinations, leftOut, more, deliveries }: Answer): void {
  const of = destinations
    .map((d) => `${d.count} to ${d.destination} (oldest ${localTime(d.oldestAt, out.zone)})`)
    .join(', ');
  const [first] = deliveries;
  if (count === 0) out.line('Nothing to send once more.');
  else if (!made) out.line(`Would send ${count} once more: ${of}`);
  else if (count === 1) out.line(`Queued as ${first?.id}; "tabduty deliveries show" tells how it went.`);
  else out.line(`Queued ${count}: ${of}. "tabduty deliveries list" tells how they went.`);
  for (const { why, count: n } of leftOut)
    out.line(`Left out: ${n} ${WHY[why]}${why === 'gone' ? '' : ' (--all sends them too)'}`);
  if (more) out.line('There are more: the same command once more takes the next.');
}
