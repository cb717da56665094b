/** `simulate providers`: Slack, PagerDuty, ntfy and Twilio to practise with. */
import type { CliCommand } from '../command.ts';
import { printStarted } from '../print-started.ts';

export const simulateProvidersCommand: CliCommand = {
  words: 'simulate providers',
  worksOn: 'nothing',
  summary: 'Simulated Slack, PagerDuty, ntfy and Twilio, with the settings that lead to them',
  options: [
    {
      flags: '--port <number>',
      help: 'port of the first, the others follow; 0 for any free ones',
      default: '8390',
    },
    { flags: '--host <address>', help: 'address to listen on', default: '127.0.0.1' },
  ],
  async run({ faces, options, out }) {
    await faces.simulate('providers', options, (started) => printStarted(out, started));
    return 0;
  },
};
