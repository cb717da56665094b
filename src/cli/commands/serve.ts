/** `serve`: the service itself, until a signal ends it. */
import type { CliCommand } from '../command.ts';
import { listOf, PROCESS_OPTIONS, settingReader } from '../process-options.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export const serveCommand: CliCommand = {
  words: 'serve',
  worksOn: 'folder',
  summary: 'Runs Tabduty until SIGTERM or SIGINT',
  options: [
    { flags: '--config <file>', help: 'load and watch this configuration (TABDUTY_CONFIG)' },
    {
      flags: '--public-listen <host:port>',
      help: 'hooks and card links (TABDUTY_PUBLIC_LISTEN, default 127.0.0.1:8378)',
    },
    { flags: '--listen <host:port>', help: 'the private API (TABDUTY_LISTEN, default 127.0.0.1:8377)' },
    { flags: '--public-url <url>', help: 'how the outside reaches the first (TABDUTY_PUBLIC_URL)' },
    {
      flags: '--tls-cert <file>',
      help: 'certificate of the public listener, with its intermediates (TABDUTY_TLS_CERT)',
    },
    { flags: '--tls-key <file>', help: 'its private key (TABDUTY_TLS_KEY)' },
    {
      flags: '--trusted-proxy <list>',
      help: 'proxies whose X-Forwarded-For is believed, with commas (TABDUTY_TRUSTED_PROXY)',
    },
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
      tlsCert: text('tlsCert'),
      tlsKey: text('tlsKey'),
      trustedProxies: listOf(text('trustedProxy')),
      logLevel: LEVELS.find((l) => l === text('logLevel')) ?? 'info',
    });
    return 0;
  },
};
