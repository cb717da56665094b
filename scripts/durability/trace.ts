/** Reads a trace of system calls and finds every 200 that left before the bytes it stands for were safe on disk. */

export type Finding = {
  /** How many posts were answered 200. */
  readonly answered: number;
  readonly syncs: number;
  /** Marks of those whose answer was written too early, with the reason. */
  readonly early: readonly string[];
  /** The line with the first answer to a post. */
  readonly firstAnswer: number | undefined;
};

/** What a mark looks like in a body: it stands in the request, and in the page of the log that holds the row. */
export const MARK = /mark-\d+-/g;

type Row = { written: boolean; safe: boolean };
type Sync = { readonly covers: readonly Row[] };

/**
 * A line is a call, or its beginning or end when another thread was heard in between. Bytes count as written when
 * their call has ended, as safe when a sync of the write-ahead log that began after that has ended well, and an
 * answer counts from the beginning of its call.
 */
export function checkTrace(lines: readonly string[]): Finding {
  const state = new Check();
  const begun = new Map<string, string>();
  for (const [i, line] of lines.entries()) {
    state.line = i;
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const open = /^(.*) <unfinished \.\.\.>$/.exec(rest)?.[1];
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)?.[1];
    if (open !== undefined) {
      begun.set(thread, open);
      state.begins(thread, open);
    } else if (resumed !== undefined) {
      state.ends(thread, `${begun.get(thread) ?? ''}${resumed}`);
      begun.delete(thread);
    } else {
      state.begins(thread, rest);
      state.ends(thread, rest);
    }
  }
  return state.finding();
}

class Check {
  /** By mark: how far the row is. */
  readonly #rows = new Map<string, Row>();
  /** By socket: the mark of the request that was read last. */
  readonly #asked = new Map<string, string>();
  readonly #syncing = new Map<string, Sync>();
  #answered = 0;
  #syncs = 0;
  readonly #early: string[] = [];
  #firstAnswer: number | undefined;
  line = 0;

  begins(thread: string, call: string): void {
    if (isSync(call))
      this.#syncing.set(thread, { covers: [...this.#rows.values()].filter((r) => r.written && !r.safe) });
    else if (/^(write|writev|sendto|sendmsg)\(/.test(call) && call.includes('HTTP/1.1 200'))
      this.#answers(socketOf(call));
  }

  ends(thread: string, call: string): void {
    if (isSync(call)) {
      if (!call.endsWith(' = 0')) return;
      this.#syncs += 1;
      for (const row of this.#syncing.get(thread)?.covers ?? []) row.safe = true;
    } else if (/^pwrite(64|v)\(/.test(call) && onLog(call)) {
      if (/ = \d+$/.test(call)) for (const mark of call.match(MARK) ?? []) this.#row(mark).written = true;
    } else if (/^(read|readv|recvfrom|recvmsg)\(/.test(call)) {
      const mark = call.match(MARK)?.at(-1);
      const socket = socketOf(call);
      if (mark !== undefined && socket !== undefined) this.#asked.set(socket, mark);
    }
  }

  #answers(socket: string | undefined): void {
    const mark = socket === undefined ? undefined : this.#asked.get(socket);
    if (socket === undefined || mark === undefined) return;
    this.#asked.delete(socket);
    this.#answered += 1;
    this.#firstAnswer ??= this.line;
    const row = this.#row(mark);
    if (!row.written) this.#early.push(`${mark} was answered before it was written`);
    else if (!row.safe) this.#early.push(`${mark} was answered before it was synced`);
  }

  #row(mark: string): Row {
    const row = this.#rows.get(mark) ?? { written: false, safe: false };
    this.#rows.set(mark, row);
    return row;
  }

  finding(): Finding {
    return {
      answered: this.#answered,
      syncs: this.#syncs,
      early: this.#early,
      firstAnswer: this.#firstAnswer,
    };
  }
}

function onLog(call: string): boolean {
  return /^\w+\(\d+<[^>]*tabduty\.db-wal>/.test(call);
}

function isSync(call: string): boolean {
  return /^(fsync|fdatasync)\(/.test(call) && onLog(call);
}

/** The descriptor with what it is, such as `44<socket:[1234]>`; files are none. */
function socketOf(call: string): string | undefined {
  return /^\w+\((\d+<(?:socket|TCP)[^,]*>)/.exec(call)?.[1];
}

/** The same trace as a service would leave that lies: once without any sync, once with one answer before its sync. */
export function doctored(lines: readonly string[]): {
  readonly unsynced: readonly string[];
  readonly hasty: readonly string[];
} {
  const isSyncLine = (line: string) => / (fsync|fdatasync)\(| <\.\.\. (fsync|fdatasync) resumed>/.test(line);
  const unsynced = lines.filter((line) => !isSyncLine(line));
  const answer = checkTrace(lines).firstAnswer ?? 0;
  const sync = lines.findLastIndex((line, i) => i < answer && / (fsync|fdatasync)\(/.test(line));
  const hasty = lines.toSpliced(answer, 1);
  hasty.splice(sync, 0, (lines[answer] ?? '').replace(' <unfinished ...>', ''));
  return { unsynced, hasty };
}
