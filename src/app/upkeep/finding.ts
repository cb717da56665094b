/** One line of the doctor: what was looked at, how it is, and what to do. */

/** `fault`: it does not work. `warning`: it works, and will not for ever. `skipped`: it could not be looked at. */
export type Level = 'ok' | 'warning' | 'fault' | 'skipped';

export type Finding = {
  /** What was looked at: "data folder", "site acme". */
  readonly check: string;
  readonly level: Level;
  readonly text: string;
  readonly remedy?: string;
};

export function finding(check: string, level: Level, text: string, remedy?: string): Finding {
  return { check, level, text, ...(remedy === undefined ? {} : { remedy }) };
}
