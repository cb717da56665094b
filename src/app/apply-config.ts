/** Puts a configuration text in force: checked, stored as the next revision, and handed to everybody who reads it. */
import { insert } from '../domain/change.ts';
import type { Revision } from '../domain/records.ts';
import { AppError, notFound } from './errors.ts';
import type { PolicyHolder } from './policy-holder.ts';
import type { Clock } from './ports/clock.ts';
import type { CheckConfig, Fault } from './ports/config.ts';
import type { Ids } from './ports/ids.ts';
import type { Store } from './ports/store.ts';

export type ConfigDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly check: CheckConfig;
  readonly holder: PolicyHolder;
  /** The file that decides the configuration, when one does. */
  readonly configFile: string | undefined;
};

export type Applied = {
  readonly revision: number;
  readonly changed: boolean;
  readonly warnings: readonly Fault[];
};

type Wish = {
  readonly text: string;
  readonly author: string;
  readonly note?: string | undefined;
  /** The revision that the author had before him; another one in force is a conflict. */
  readonly base?: number | undefined;
};

/** The same text as the newest is no new revision. Faults are listed in the error, all at once. */
export async function applyConfig(deps: ConfigDeps, wish: Wish): Promise<Applied> {
  const newest = await deps.store.ask('revision', {});
  const current = newest?.number ?? 0;
  if (wish.base !== undefined && wish.base !== current)
    throw new AppError('conflict', `revision ${current} is in force, not ${wish.base}`, {
      remedy: 'look at it with "tabduty config show", and apply your change on top of it',
    });
  const unchanged = newest?.text === wish.text;
  const number = unchanged ? current : current + 1;
  const checked = await deps.check(wish.text, number);
  if (!checked.ok) throw new AppError('configuration', faultText(checked.faults));
  if (!unchanged) {
    const row = {
      id: String(number),
      number,
      at: deps.clock.now(),
      author: wish.author,
      note: wish.note,
      text: wish.text,
    };
    const committed = await deps.store.commit([
      insert('revisions', row),
      insert('audit', {
        id: deps.ids.next(),
        at: row.at,
        actor: wish.author,
        action: 'config apply',
        subject: `revision ${number}`,
        detail: wish.note,
      }),
    ]);
    if (committed === 'stale')
      throw new AppError('conflict', 'somebody else applied a configuration at the same moment');
  }
  deps.holder.replace(checked.policy);
  return { revision: number, changed: !unchanged, warnings: checked.warnings };
}

/** A new revision with the text of an old one. */
export async function rollbackConfig(deps: ConfigDeps, number: number, author: string): Promise<Applied> {
  const old = await revisionOf(deps, number);
  return applyConfig(deps, { text: old.text, author, note: `back to revision ${number}` });
}

export async function revisionOf(
  { store }: Pick<ConfigDeps, 'store'>,
  number: number | undefined,
): Promise<Revision> {
  const found = await store.ask('revision', number === undefined ? {} : { number });
  if (found === undefined) throw notFound('revision', String(number ?? 'yet'));
  return found;
}

/** At start: the newest revision comes into force. What no longer checks is said, and nobody is told until it is mended. */
export async function loadPolicy(deps: ConfigDeps): Promise<readonly Fault[]> {
  const newest = await deps.store.ask('revision', {});
  if (newest === undefined) return [];
  const checked = await deps.check(newest.text, newest.number);
  if (!checked.ok) return checked.faults;
  deps.holder.replace(checked.policy);
  return [];
}

export function refuseInFileMode({ configFile }: Pick<ConfigDeps, 'configFile'>): void {
  if (configFile === undefined) return;
  throw new AppError('conflict', `the configuration is managed by ${configFile}`, {
    remedy: 'change that file; it is loaded as soon as it is saved',
  });
}

function faultText(faults: readonly Fault[]): string {
  const lines = faults.map(
    (f) =>
      `line ${f.line}${f.path === '' ? '' : ` ${f.path}`}: ${f.message}${f.remedy === undefined ? '' : ` (${f.remedy})`}`,
  );
  return `the configuration was not taken, the last good one stays in force:\n${lines.join('\n')}`;
}
