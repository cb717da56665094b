/** A switch of a simulator: what nobody outside knows for certain, with the likeliest value as its default. */
import { existsSync } from 'node:fs';

export type Switch<T> = {
  readonly default: T;
  readonly help: string;
  /** What a text must look like, for the sentence that refuses another one. */
  readonly expects: string;
  readonly read: (text: string) => T | undefined;
};

export type SwitchList = Readonly<Record<string, Switch<unknown>>>;
export type ValuesOf<List extends SwitchList> = { [K in keyof List]: List[K]['default'] };

export function valuesWith<List extends SwitchList>(
  list: List,
  overrides: Partial<ValuesOf<List>>,
): ValuesOf<List> {
  const defaults = Object.fromEntries(Object.entries(list).map(([name, known]) => [name, known.default]));
  return { ...(defaults as ValuesOf<List>), ...overrides };
}

/** Reads `name=value` as the command line and the control pages write it; a sentence says what is wrong. */
export function readFrom<List extends SwitchList>(
  list: List,
  name: string,
  value: string,
): { set: Partial<ValuesOf<List>> } | { sentence: string } {
  const known = Object.hasOwn(list, name) ? list[name] : undefined;
  if (known === undefined)
    return { sentence: `there is no switch "${name}"; there are ${Object.keys(list).join(', ')}` };
  const read = known.read(value);
  if (read === undefined) return { sentence: `switch ${name}: "${value}" is not ${known.expects}` };
  return { set: { [name]: read } as Partial<ValuesOf<List>> };
}

export function choice<const T extends string>(values: readonly [T, ...T[]], help: string): Switch<T> {
  return {
    default: values[0],
    help,
    expects: `one of ${values.join(', ')}`,
    read: (given) => values.find((value) => value === given),
  };
}

export function flag(initial: boolean, help: string): Switch<boolean> {
  return {
    default: initial,
    help,
    expects: 'true or false',
    read: (given) => ({ true: true, false: false })[given],
  };
}

export function text(initial: string, help: string): Switch<string> {
  return { default: initial, help, expects: 'a text', read: (given) => given };
}

export function file(help: string): Switch<string> {
  return {
    default: '',
    help,
    expects: 'a file that exists',
    read: (given) => (given === '' || existsSync(given) ? given : undefined),
  };
}

export function number(initial: number, help: string): Switch<number> {
  return { default: initial, help, expects: 'a number from 0 up', read: numberFrom };
}

export function numbers(initial: readonly number[], help: string): Switch<readonly number[]> {
  return {
    default: initial,
    help,
    expects: 'numbers with commas between them',
    read: (given) => {
      const parts = given.split(',').map(numberFrom);
      return parts.every((part) => part !== undefined) ? parts : undefined;
    },
  };
}

function numberFrom(given: string): number | undefined {
  const value = given.trim() === '' ? Number.NaN : Number(given);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
