/** What a command prints: for people by default, one JSON document with `--json`. */
import { timesIn } from './times.ts';

/** Wide enough for each answer of a destination, narrow enough for a list to stay one. */
const WIDEST = 120;

export type Column<Row> = { readonly title: string; readonly value: (row: Row) => string };

/** What is known of who reads. */
export type Reader = {
  /** They look on while it works: standard error is a terminal. */
  readonly isWatching?: boolean | undefined;
  /** Characters in a line of their terminal; not known for a file or a pipe. */
  readonly width?: number | undefined;
  /** The zone of their clock. */
  readonly zone?: string | undefined;
};

export interface Output {
  /** In which zone times are shown. */
  readonly zone: string;
  /** With `--json` prints `document` alone; else calls `human`. One call a command. */
  result(document: unknown, human: () => void): void;
  line(text: string): void;
  table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], empty: string): void;
  /** To standard error, also with `--json`. */
  note(text: string): void;
  /** How far long work is, where somebody looks on: one line of standard error, written over. Empty clears it. */
  progress(text: string): void;
}

/** Hostile text must not move the cursor or colour the terminal: control and bidi characters become visible. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (c) =>
    c === '\n' ? '⏎' : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A name may have thousands of characters; a line for people shows where it goes on. `--json` has all of it. */
export function clipped(text: string, length = 80): string {
  const shown = printable(text);
  return shown.length <= length ? shown : `${shown.slice(0, length - 1).toWellFormed()}…`;
}

export function terminalOutput(
  json: boolean,
  write: (text: string) => void,
  complain: (text: string) => void,
  { isWatching = false, width = Number.POSITIVE_INFINITY, zone = 'UTC' }: Reader = {},
): Output {
  const line = (text: string) => write(`${text}\n`);
  return {
    zone,
    result(document, human) {
      if (json) line(JSON.stringify(document, undefined, 2));
      else human();
    },
    line,
    table(rows, columns, empty) {
      if (rows.length === 0) return line(empty);
      const cells = rows.map((row) => columns.map((c) => clipped(timesIn(c.value(row), zone), WIDEST)));
      const widths = columns.map((c, i) =>
        Math.max(c.title.length, ...cells.map((r) => (r[i] ?? '').length)),
      );
      const whole = widths.reduce((sum, width) => sum + width + 2, -2);
      // A table that a phone would wrap is no table: each row becomes a block, its first column on top.
      if (whole > width) return printBlocks(line, columns, cells);
      const print = (row: readonly string[]) =>
        line(
          row
            .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
            .join('  ')
            .trimEnd(),
        );
      print(columns.map((c) => c.title));
      for (const row of cells) print(row);
    },
    note: (text) => complain(`${text}\n`),
    progress(text) {
      if (isWatching) complain(`\r\u001b[K${text}`);
    },
  };
}

function printBlocks(
  line: (text: string) => void,
  columns: readonly Column<never>[],
  cells: readonly (readonly string[])[],
): void {
  for (const [first = '', ...others] of cells) {
    line(first);
    for (const [i, cell] of others.entries())
      if (cell !== '') line(`  ${(columns[i + 1]?.title ?? '').toLowerCase()}: ${cell}`);
  }
}
