/** `demo`: Tabduty with a simulated Tableau and simulated Teams channels, on this machine alone. */
import type { CliCommand } from '../command.ts';
import { printStarted } from '../print-started.ts';

export const demoCommand: CliCommand = {
  words: 'demo',
  worksOn: 'nothing',
  summary: 'Tabduty with a simulated Tableau and simulated Teams channels; nothing leaves this machine',
  options: [
    { flags: '--port <n>', help: 'first of four ports', default: '8377' },
    { flags: '--seed <n>', help: 'the same seed, the same night', default: '1' },
  ],
  async run({ faces, options, out }) {
    const settings = { port: Number(options['port']), seed: Number(options['seed']) };
    await faces.demo(settings, (started) => printStarted(out, started));
    return 0;
  },
};
