/** `simulate tableau`: a Tableau to practise with. */
import type { CliCommand } from '../command.ts';

export const simulateTableauCommand: CliCommand = {
  words: 'simulate tableau',
  summary: 'A simulated Tableau: REST API, refreshes that fail and recover, webhooks',
  options: [
    { flags: '--port <n>', help: 'where it listens', default: '8379' },
    { flags: '--seed <n>', help: 'the same seed, the same night', default: '1' },
  ],
  async run({ faces, options }) {
    await faces.simulate('tableau', { port: Number(options['port']), seed: Number(options['seed']) });
    return 0;
  },
};
