/** The configuration text as YAML: its plain value, its faults as YAML, and where each path stands. */
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  visit,
} from 'yaml';
import { type Aim, createFindings, type Findings, type Path } from './fault.ts';
import { markFaults, parserFault, type YamlFault } from './yaml-faults.ts';

export type SourceText = {
  /** Plain data; `undefined` when the text has no structure that could be read. */
  readonly value: unknown;
  readonly findings: Findings;
};

const LONGEST_TEXT = 1024 * 1024;

export function readSource(text: string): SourceText {
  if (text.length > LONGEST_TEXT) return unreadable('is longer than 1 MiB');
  try {
    return read(text);
  } catch (error) {
    // Parsing and walking call themselves for each level.
    if (error instanceof RangeError) return unreadable('is nested too deeply');
    throw error;
  }
}

function read(text: string): SourceText {
  const lines = new LineCounter();
  const doc = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    merge: false,
    version: '1.2',
    logLevel: 'error',
  });
  const findings = createFindings((path, aim) => positionOf(doc, path, aim, lines));
  const { marks, errors } = yamlFaults(doc, text);
  for (const fault of [...marks, ...errors]) report(doc, fault, lines, findings);
  if (errors.some((fault) => !fault.spoils)) return { value: undefined, findings };
  plainFaults(doc, findings);
  // An alias could not be followed; as text it keeps its neighbours readable.
  visit(doc, { Alias: (_key, alias) => new Scalar(`*${alias.source}`) });
  return { value: doc.toJS({ maxAliasCount: 0 }) ?? {}, findings };
}

function unreadable(message: string): SourceText {
  const findings = createFindings(() => ({ line: 1, column: 1 }));
  findings.fault([], `the text ${message}`);
  return { value: undefined, findings };
}

function yamlFaults(doc: Document.Parsed, text: string) {
  const marks = markFaults(text);
  const named = (at: number) => marks.some((m) => m.at === at);
  const errors: YamlFault[] = [];
  for (const error of [...doc.errors, ...doc.warnings]) {
    if (error.message.includes('call stack')) throw new RangeError(error.message);
    if (named(error.pos[0])) continue;
    const fault = parserFault(error, text);
    errors.push(fault);
    // After this slip the parser has lost the structure, and stumbles over everything that follows.
    if (!fault.spoils) break;
  }
  return { marks, errors };
}

function report(doc: Document.Parsed, fault: YamlFault, lines: LineCounter, findings: Findings): void {
  const path = pathAt(doc, fault.at, fault.spoils);
  const { line, col } = lines.linePos(fault.at);
  const exact = createFindings(() => ({ line, column: col }));
  exact.fault(path, fault.message, { remedy: fault.remedy });
  findings.add(exact.faults());
  if (fault.spoils) findings.spoil(path);
}

/** What YAML reads without complaint, but not as it was meant. */
function plainFaults(doc: Document.Parsed, findings: Findings): void {
  visit(doc, {
    Scalar(key, node, parents) {
      if (node.type !== 'PLAIN' || typeof node.source !== 'string') return;
      const source = node.source;
      const path = pathOf(node, parents);
      if (source.startsWith('${'))
        findings.fault(path, 'begins with ${ without quotes', { remedy: `write "${source}"` });
      else if (/^(no|yes|on|off)$/i.test(source) && !SWITCHES.has(String(path.at(-1))))
        findings.fault(path, `is ${source} without quotes, which some YAML readers take as true or false`, {
          remedy: `write "${source}"`,
          aim: key === 'key' ? 'key' : 'value',
        });
      else return;
      findings.spoil(path);
    },
  });
}

/** Settings of which such a word is the value, or that say themselves that they want true or false. */
const SWITCHES = new Set(['manage_webhooks', 'canary', 'continue', 'shadow', 'flapping', 'at_most']);

function pathOf(node: Node, parents: readonly unknown[]): Path {
  const path: (string | number)[] = [];
  parents.forEach((parent, i) => {
    const child = parents[i + 1] ?? node;
    if (isPair(parent)) path.push(keyText(parent));
    else if (isSeq(parent)) path.push(parent.items.indexOf(child as never));
  });
  return path;
}

/** The innermost thing that this offset lies in; one that begins just there counts only when `begins` is said. */
function pathAt(doc: Document.Parsed, at: number, begins: boolean): Path {
  let found: Path = [];
  const look = (from: number | undefined, to: number | undefined, path: Path) => {
    if (from === undefined || to === undefined || path.length < found.length) return;
    if (begins ? from <= at && at <= to : from < at && at < to) found = path;
  };
  visit(doc, {
    Node(_key, node, parents) {
      look(node.range?.[0], node.range?.[1], pathOf(node, parents));
    },
    Pair(_key, pair, parents) {
      const key = pair.key as Node | null;
      const value = pair.value as Node | null;
      if (key) look(key.range?.[0], value?.range?.[1], [...pathOf(key, parents), keyText(pair)]);
    },
  });
  return found;
}

/** Where a path stands, or the nearest thing above it that is there. */
function positionOf(
  doc: Document,
  path: Path,
  aim: Aim,
  lines: LineCounter,
): { line: number; column: number } {
  let node: unknown = doc.contents;
  let key: Node | undefined;
  for (const part of path) {
    const pair: Pair | undefined = isMap(node) ? node.items.find((p) => keyText(p) === part) : undefined;
    const item = isSeq(node) && typeof part === 'number' ? node.items[part] : undefined;
    if (pair === undefined && item === undefined) {
      aim = 'key';
      break;
    }
    if (pair) {
      key = pair.key as Node;
      node = pair.value;
    } else {
      key = item as Node;
      node = item;
    }
  }
  const target = aim === 'value' && (isScalar(node) || isAlias(node)) && !isEmpty(node) ? node : key;
  const { line, col } = lines.linePos(target?.range?.[0] ?? 0);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function isEmpty(node: Node): boolean {
  return node.range !== undefined && node.range !== null && node.range[0] === node.range[1];
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}
