/** `simulate teams`: Teams channels behind Power Automate to practise with. */
import type { CliCommand } from '../command.ts';

export const simulateTeamsCommand: CliCommand = {
  words: 'simulate teams',
  summary: 'Simulated Teams channels behind Workflows webhooks, with a page that shows the cards',
  options: [
    { flags: '--port <n>', help: 'where it listens', default: '8380' },
    { flags: '--seed <n>', help: 'the same seed, the same faults', default: '1' },
  ],
  async run({ faces, options }) {
    await faces.simulate('teams', { port: Number(options['port']), seed: Number(options['seed']) });
    return 0;
  },
};
