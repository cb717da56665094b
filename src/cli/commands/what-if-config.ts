/** `config what-if`: what a changed configuration would have told of what happened. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../../api/endpoint.ts';
import { beginWhatIf, lookAtWhatIf } from '../../api/what-if.ts';
import { AppError } from '../../app/errors.ts';
import type { CliCommand } from '../command.ts';
import { textOption } from '../options.ts';
import type { Output } from '../output.ts';
import { counted, printFound } from '../print-faults.ts';
import { printWhatIf } from '../print-what-if.ts';

const LOOK_EVERY = 200;

export const whatIfConfigCommand: CliCommand = {
  words: 'config what-if',
  summary:
    'Run what happened through a changed configuration, and show what would be told otherwise; sends nothing',
  options: [
    { flags: '--config <file>', help: 'the changed configuration, or - for standard input' },
    {
      flags: '--since <time>',
      help: 'a duration such as 12h or 30d, or a time with its zone',
      default: '30d',
    },
  ],
  async run({ faces, options, out }) {
    const { config: file } = textOption(options, 'config');
    if (file === undefined)
      throw new AppError('wrong-use', 'which configuration?', { remedy: 'name its file: --config new.yaml' });
    const text = file === '-' ? await faces.readStdin() : await faces.readFile(file);
    const api = await faces.api();
    const { id } = await api.call(beginWhatIf, { text, ...textOption(options, 'since') });
    const found = await waitFor(api, id, out);
    if (found.state === 'faulty') {
      const { faults, warnings } = found;
      out.result({ ok: false, faults, warnings }, () => {
        printFound(file, { faults, warnings }, out);
        out.line(`${file}: ${counted(faults.length, 'fault')}`);
      });
      return 1;
    }
    const { report, warnings } = found;
    out.result({ ok: true, warnings, ...report }, () => {
      printWhatIf(report, file, out);
      if (warnings.length > 0)
        out.line(`\n${counted(warnings.length, 'warning')}: tabduty config check ${file}`);
    });
    return 0;
  },
};

async function waitFor(api: Api, id: string, out: Output) {
  for (;;) {
    const found = await api.call(lookAtWhatIf, { id }).catch((error: unknown) => {
      throw goneMeanwhile(error) ?? error;
    });
    if (found.state !== 'running') {
      out.progress('');
      return found;
    }
    out.progress(`${found.done} of ${counted(found.of, 'event')}`);
    await sleep(LOOK_EVERY);
  }
}

/** It was there when it was begun. */
function goneMeanwhile(error: unknown): AppError | undefined {
  if (!(error instanceof AppError)) return undefined;
  if (error.code === 'unreachable')
    return new AppError('unreachable', 'the service has ended while the what-if ran', {
      remedy: 'start it and ask again, or add --offline',
      cause: error,
    });
  if (error.code !== 'not-found') return undefined;
  return new AppError('conflict', 'the answer is no longer kept: somebody has begun another what-if', {
    remedy: 'ask again',
    cause: error,
  });
}
