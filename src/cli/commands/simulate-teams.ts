/** `simulate teams`: Teams channels behind Power Automate to practise with. */
import type { CliCommand } from '../command.ts';
import { printStarted } from '../print-started.ts';

export const simulateTeamsCommand: CliCommand = {
  words: 'simulate teams',
  worksOn: 'nothing',
  summary: 'Simulated Teams channels behind Workflows webhooks, with a page that shows the cards',
  options: [
    { flags: '--port <number>', help: 'port to listen on, 0 for any free one', default: '8380' },
    { flags: '--host <address>', help: 'address to listen on', default: '127.0.0.1' },
    { flags: '--seed <text>', help: 'the same seed, the same addresses and faults', default: '1' },
    {
      flags: '--channel <name>',
      help: 'a channel; without one "BI operations"; may be given several times',
      repeatable: true,
    },
    {
      flags: '--switch <name=value>',
      help: 'how Teams behaves where nobody knows for certain; "--switch list" names them; may be given several times',
      repeatable: true,
    },
  ],
  async run({ faces, options, out }) {
    await faces.simulate('teams', options, (started) => printStarted(out, started));
    return 0;
  },
};
