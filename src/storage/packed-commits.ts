/**
 * Commits on their way to the writer's thread: one flat list of plain values, each statement's text sent once, all
 * bytes in one buffer. Copying objects with their field names costs several times as much.
 */
import type { Change } from '../domain/change.ts';
import type { Bind, Statement } from './column.ts';
import { statementOf } from './write.ts';

export type PackedCommits = {
  /** Texts that the other side does not know yet; they are numbered in the order in which they are sent. */
  readonly texts: readonly string[];
  /** For each commit the number of its statements; for each statement: text, must it hit, number of values, values. */
  readonly flat: readonly Bind[];
};

export type Packed = {
  readonly packed: PackedCommits;
  /** What need not be copied. */
  readonly transfer: readonly ArrayBuffer[];
  /** Commits that are no statements, a bug of their sender: they are sent as empty, so as not to fail their neighbours. */
  readonly bugs: ReadonlyMap<number, Error>;
};

export function commitPacker(): (commits: readonly (readonly Change[])[]) => Packed {
  const numbers = new Map<string, number>();
  return (commits) => {
    const texts: string[] = [];
    const flat: Bind[] = [];
    const bugs = new Map<number, Error>();
    for (const [i, changes] of commits.entries()) {
      const statements = statementsOf(changes);
      if (statements instanceof Error) bugs.set(i, statements);
      const sound = statements instanceof Error ? [] : statements;
      flat.push(sound.length);
      for (const { sql, mustHit, binds } of sound) {
        let number = numbers.get(sql);
        if (number === undefined) {
          numbers.set(sql, (number = numbers.size));
          texts.push(sql);
        }
        flat.push(number, mustHit ? 1 : 0, binds.length, ...binds);
      }
    }
    return { packed: { texts, flat }, transfer: gatherBytes(flat), bugs };
  };
}

function statementsOf(changes: readonly Change[]): readonly Statement[] | Error {
  try {
    return changes.map(statementOf);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Moves all bytes into one buffer. */
function gatherBytes(flat: Bind[]): readonly ArrayBuffer[] {
  let size = 0;
  for (const value of flat) if (value instanceof Uint8Array) size += value.length;
  if (size === 0) return [];
  const all = new Uint8Array(size);
  let at = 0;
  for (const [i, value] of flat.entries()) {
    if (!(value instanceof Uint8Array)) continue;
    all.set(value, at);
    flat[i] = all.subarray(at, at + value.length);
    at += value.length;
  }
  return [all.buffer];
}

export function commitUnpacker(): (packed: PackedCommits) => readonly (readonly Statement[])[] {
  const known: string[] = [];
  return ({ texts, flat }) => {
    known.push(...texts);
    const commits: Statement[][] = [];
    let at = 0;
    const number = () => flat[at++] as number;
    while (at < flat.length) {
      const statements: Statement[] = [];
      for (let left = number(); left > 0; left--) {
        const sql = known[number()];
        if (sql === undefined) throw new Error('a statement came whose text is not known');
        const mustHit = number() === 1;
        const end = number() + at;
        statements.push({ sql, mustHit, binds: flat.slice(at, end) });
        at = end;
      }
      commits.push(statements);
    }
    return commits;
  };
}
