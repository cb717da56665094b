/** `serve`: the service itself, until a signal ends it. */
import type { CliCommand, Options } from '../command.ts';

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
    { flags: '--key-file <file>', help: 'the key, when it is not in the data folder (TABDUTY_KEY_FILE)' },
    {
      flags: '--tls-cert <file>',
      help: 'certificate of the public listener, with its intermediates (TABDUTY_TLS_CERT)',
    },
    { flags: '--tls-key <file>', help: 'its private key (TABDUTY_TLS_KEY)' },
    {
      flags: '--trusted-proxy <list>',
      help: 'proxies whose X-Forwarded-For is believed, with commas (TABDUTY_TRUSTED_PROXY)',
    },
    {
      flags: '--outbound-allow <list>',
      help: 'private hosts or networks that may be reached, with commas (TABDUTY_OUTBOUND_ALLOW)',
    },
    {
      flags: '--outbound-plain-http <list>',
      help: 'hosts that may be spoken to without TLS (TABDUTY_OUTBOUND_PLAIN_HTTP)',
    },
    {
      flags: '--outbound-ca-file <file>',
      help: 'certificates that are trusted too (TABDUTY_OUTBOUND_CA_FILE)',
    },
    { flags: '--outbound-proxy <url>', help: 'a proxy for all that goes out (TABDUTY_OUTBOUND_PROXY)' },
    { flags: '--log-level <level>', help: 'how much the log says (TABDUTY_LOG_LEVEL)', choices: LEVELS },
  ],
  async run({ faces, options }) {
    const text = reader(options, faces.env);
    await faces.serve({
      config: text('config'),
      publicListen: text('publicListen') ?? '127.0.0.1:8378',
      listen: text('listen') ?? '127.0.0.1:8377',
      publicUrl: text('publicUrl'),
      keyFile: text('keyFile'),
      tlsCert: text('tlsCert'),
      tlsKey: text('tlsKey'),
      trustedProxies: listOf(text('trustedProxy')),
      outboundAllow: listOf(text('outboundAllow')),
      outboundPlainHttp: listOf(text('outboundPlainHttp')),
      outboundCaFile: text('outboundCaFile'),
      outboundProxy: text('outboundProxy'),
      logLevel: LEVELS.find((l) => l === text('logLevel')) ?? 'info',
    });
    return 0;
  },
};

/** A flag wins over the environment: `publicUrl` is --public-url or TABDUTY_PUBLIC_URL. */
function reader(options: Options, env: Readonly<Record<string, string | undefined>>) {
  return (name: string): string | undefined => {
    const flag = options[name];
    if (typeof flag === 'string') return flag;
    const value = env[`TABDUTY_${name.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase()}`];
    return value === undefined || value === '' ? undefined : value;
  };
}

function listOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
