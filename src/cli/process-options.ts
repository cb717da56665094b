/** How the process works: options that `serve` and all that works on the data folder itself have in common. */
import type { CliOption, Options } from './options.ts';
import type { OutboundSettings } from '../platform/outbound.ts';

export type ProcessSettings = { readonly keyFile: string | undefined; readonly outbound: OutboundSettings };

type Env = Readonly<Record<string, string | undefined>>;

export const PROCESS_OPTIONS: readonly CliOption[] = [
  { flags: '--key-file <file>', help: 'the key, when it is not in the data folder (TABDUTY_KEY_FILE)' },
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
];

export function processSettings(options: Options, env: Env): ProcessSettings {
  const text = settingReader(options, env);
  const caFile = text('outboundCaFile');
  const proxy = text('outboundProxy');
  return {
    keyFile: text('keyFile'),
    outbound: {
      allow: listOf(text('outboundAllow')),
      plainHttp: listOf(text('outboundPlainHttp')),
      ...(caFile === undefined ? {} : { caFile }),
      ...(proxy === undefined ? {} : { proxy }),
    },
  };
}

/** A flag wins over the environment: `publicUrl` is --public-url or TABDUTY_PUBLIC_URL. */
export function settingReader(options: Options, env: Env): (name: string) => string | undefined {
  return (name) => {
    const flag = options[name];
    if (typeof flag === 'string') return flag;
    const value = env[`TABDUTY_${name.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase()}`];
    return value === undefined || value === '' ? undefined : value;
  };
}

export function listOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
