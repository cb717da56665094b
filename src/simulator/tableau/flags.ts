/** What the flags of a command that starts the simulated Tableau stand for. */
import { HOUR } from '../../domain/time/instant.ts';
import { DEMO_PACE, REAL_PACE } from './pace.ts';
import { ControlMistake } from './refusal.ts';
import type { Password, PatOptions } from './sessions.ts';
import { SWITCHES, type Switches, readSwitch } from './switches.ts';
import type { TableauSimulatorOptions } from './tableau.ts';

/** Values by their names in camel case, as commander gives them. */
export type TableauFlagValues = {
  readonly port?: string;
  readonly host?: string;
  readonly company?: string;
  readonly pace?: string;
  readonly seed?: string;
  readonly history?: string;
  readonly autoRun?: boolean;
  readonly pat?: readonly string[];
  readonly login?: readonly string[];
  readonly patUser?: readonly string[];
  readonly switch?: readonly string[];
};

/** Throws a ControlMistake, whose message says which flag to write otherwise. */
export function tableauOptionsFrom(given: TableauFlagValues): TableauSimulatorOptions {
  const named = (given.pat ?? []).map(patFrom);
  const pats = ownedBy(named.length > 0 ? named : [DEFAULT_PAT], given.patUser ?? []);
  return {
    port: numberFrom('--port', given.port ?? '8379', 65_535),
    host: given.host ?? '127.0.0.1',
    company: oneOf('--company', given.company ?? 'demo', ['demo', 'small']),
    pace: { demo: DEMO_PACE, real: REAL_PACE }[oneOf('--pace', given.pace ?? 'demo', ['demo', 'real'])],
    seed: given.seed ?? '1',
    history: numberFrom('--history', given.history ?? '48', 24 * 365) * HOUR,
    autoRun: given.autoRun ?? true,
    pats,
    passwords: (given.login ?? []).map(passwordFrom),
    switches: switchesFrom(given.switch ?? []),
  };
}

const DEFAULT_PAT: PatOptions = { name: 'tabduty', secret: 'simulated' };

/** "tabduty=ben": whose token it is decides what it may do. */
function ownedBy(pats: readonly PatOptions[], texts: readonly string[]): readonly PatOptions[] {
  const owners = new Map(
    texts.map((text) => {
      const [, name = '', user = ''] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
      if (!pats.some((pat) => pat.name === name))
        throw new ControlMistake(
          `--pat-user: write it as token=user; the tokens are ${pats.map((p) => p.name).join(', ')}`,
        );
      return [name, user];
    }),
  );
  return pats.map((pat) => {
    const user = owners.get(pat.name);
    return user === undefined ? pat : { ...pat, user };
  });
}

function passwordFrom(text: string): Password {
  const [, user, password] = /^([^:]+):(.+)$/s.exec(text) ?? [];
  if (user === undefined || password === undefined)
    throw new ControlMistake('--login: write it as user:password');
  return { user, password };
}

function patFrom(text: string): PatOptions {
  const [, name, secret] = /^([^:]+):(.+)$/s.exec(text) ?? [];
  // The text is not repeated, because part of it is a secret.
  if (name === undefined || secret === undefined) throw new ControlMistake('--pat: write it as name:secret');
  return { name, secret };
}

/** A webhook of a person who tries things out leads to their own machine, so that is allowed unless they say otherwise. */
function switchesFrom(texts: readonly string[]): Partial<Switches> {
  return texts.reduce<Partial<Switches>>(
    (all, text) => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (name === undefined || value === undefined) {
        throw new ControlMistake(
          `--switch: write it as name=value, not "${text}"; there are ${Object.keys(SWITCHES).join(', ')}`,
        );
      }
      const read = readSwitch(name, value);
      if ('sentence' in read) throw new ControlMistake(`--switch: ${read.sentence}`);
      return { ...all, ...read.set };
    },
    { plainHttp: 'loopback' },
  );
}

function numberFrom(flag: string, text: string, limit: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value <= limit) return value;
  throw new ControlMistake(`${flag}: "${text}" is not a whole number from 0 to ${limit}`);
}

function oneOf<const T extends string>(flag: string, text: string, values: readonly T[]): T {
  const found = values.find((value) => value === text);
  if (found !== undefined) return found;
  throw new ControlMistake(`${flag}: "${text}" is not one of ${values.join(', ')}`);
}
