/** `serve`: the service itself, until a signal ends it. */
import type { CliCommand } from '../command.ts';
import { PROCESS_OPTIONS, settingReader } from '../process-options.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export const serveCommand: CliCommand = {
  words: 'serve',
  summary: 'Runs Tabduty until SIGTERM or SIGINT',
  options: [
    { flags: '--config <file>', help: 'load and watch this configuration (TABDUTY_CONFIG)' },
    {
      flags: '--public-listen <host:port>',
      help: 'hooks and card links (TABDUTY_PUBLIC_LISTEN, default 127.0.0.1:8378)',
    },
    { flags: '--listen <host:port>', help: 'the private API (TABDUTY_LISTEN, default 127.0.0.1:8377)' },
    { flags: '--public-url <url>', help: 'how the outside reaches the first (TABDUTY_PUBLIC_URL)' },
    ...PROCESS_OPTIONS,
    { flags: '--log-level <level>', help: 'how much the log says (TABDUTY_LOG_LEVEL)', choices: LEVELS },
  ],
  async run({ faces, options }) {
    const text = settingReader(options, faces.env);
    await faces.serve({
      config: text('config'),
      publicListen: text('publicListen') ?? '127.0.0.1:8378',
      listen: text('listen') ?? '127.0.0.1:8377',
      publicUrl: text('publicUrl'),
      logLevel: LEVELS.find((l) => l === text('logLevel')) ?? 'info',
    });
    return 0;
  },
};
