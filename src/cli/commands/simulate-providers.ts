/** `simulate providers`: Slack, PagerDuty, ntfy and Twilio to practise with. */
import type { CliCommand } from '../command.ts';

export const simulateProvidersCommand: CliCommand = {
  words: 'simulate providers',
  summary: 'Simulated Slack, PagerDuty, ntfy and Twilio, with the settings that lead to them',
  options: [{ flags: '--port <n>', help: 'where the first listens; the others follow', default: '8390' }],
  async run({ faces, options }) {
    await faces.simulate('providers', { port: Number(options['port']), seed: 1 });
    return 0;
  },
};
