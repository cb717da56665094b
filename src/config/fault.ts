/** Faults of a configuration: how they are collected, how a path is written, and how one is printed. */
import type { Fault } from '../app/ports/config.ts';

export type { Fault } from '../app/ports/config.ts';

/** Keys and indexes from the top of the document. */
export type Path = readonly (string | number)[];

/** Where to point: at the key that something stands under, or at the value itself. */
export type Aim = 'key' | 'value';

export type Locate = (path: Path, aim: Aim) => { readonly line: number; readonly column: number };

/** Collects what is found. What stands under a spoilt path is not complained of again. */
export interface Findings {
  fault(path: Path, message: string, more?: { readonly remedy?: string; readonly aim?: Aim }): undefined;
  warn(path: Path, message: string, remedy: string): void;
  /** Nothing that is said of this value later on means anything: it could not be read. */
  spoil(path: Path): void;
  /** Faults whose place is known better than by their path. */
  add(more: readonly Fault[]): void;
  lineOf(path: Path): number;
  /** Something below has a fault: what was read of it is not what its author means. */
  isFaulty(path: Path): boolean;
  faults(): readonly Fault[];
  warnings(): readonly Fault[];
}

export function createFindings(locate: Locate): Findings {
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  const spoilt = new Set<string>();
  const isSpoilt = (path: Path) => path.some((_, i) => spoilt.has(pathText(path.slice(0, i + 1))));
  return {
    fault(path, message, { remedy, aim = 'value' } = {}) {
      if (isSpoilt(path)) return undefined;
      faults.push({ path: pathText(path), ...locate(path, aim), message, ...(remedy ? { remedy } : {}) });
      return undefined;
    },
    warn(path, message, remedy) {
      if (isSpoilt(path)) return;
      warnings.push({ path: pathText(path), ...locate(path, 'value'), message, remedy });
    },
    spoil: (path) => void spoilt.add(pathText(path)),
    add: (more) => void faults.push(...more),
    isFaulty(path) {
      const above = pathText(path);
      return faults.some(
        (f) => f.path === above || (/^[.[]/.test(f.path.slice(above.length)) && f.path.startsWith(above)),
      );
    },
    lineOf: (path) => locate(path, 'key').line,
    faults: () => inOrder(faults),
    warnings: () => inOrder(warnings),
  };
}

/** receivers.ops[0].teams.url */
export function pathText(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z0-9_-]+$/.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

/** tabduty.yaml:12:7 receivers.ops[0].teams.url: must begin with https:// (copy it again) */
export function formatFault(file: string, fault: Fault): string {
  const where = fault.path === '' ? '' : ` ${fault.path}:`;
  const remedy = fault.remedy === undefined ? '' : ` (${fault.remedy})`;
  return `${file}:${fault.line}:${fault.column}${where} ${fault.message}${remedy}`;
}

function inOrder(faults: readonly Fault[]): readonly Fault[] {
  return faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
