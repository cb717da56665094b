/** References to secrets in the text: ${env:NAME}, ${file:path}, ${secret:name}; $${ stands for a plain ${. */
import type { SecretAnswer, SecretKind, SecretSource, SecretUses } from '../app/ports/config.ts';
import { type Fault, type Findings, type Path, pathText } from './fault.ts';
import { readSource } from './source-text.ts';

export type SecretReference = { readonly kind: SecretKind; readonly name: string };

const REFERENCE = /\$?\$\{([^}]*)\}?/g;

/** Every reference in a plain value, with the path that it stands at. */
export function referencesIn(value: unknown): readonly { readonly at: Path; readonly to: SecretReference }[] {
  const found: { at: Path; to: SecretReference }[] = [];
  walk(value, [], (text, at) => {
    for (const [whole, inner] of text.matchAll(REFERENCE)) {
      const to = whole.startsWith('$${') ? undefined : referenceOf(whole, inner);
      if (to) found.push({ at, to });
    }
    return text;
  });
  return found;
}

/** Where a text uses secrets of the encrypted store; nothing when the text cannot be read. */
export const secretUses: SecretUses = (text) =>
  referencesIn(readSource(text).value).flatMap(({ at, to }) =>
    to.kind === 'secret' ? [{ name: to.name, path: pathText(at) }] : [],
  );

/** The same value with all secrets filled in. What cannot be filled in is a fault, and its place is spoilt. */
export async function fillIn(value: unknown, source: SecretSource, findings: Findings): Promise<unknown> {
  const answers = new Map<string, SecretAnswer>();
  for (const { to } of referencesIn(value)) {
    if (!answers.has(keyOf(to))) answers.set(keyOf(to), await source.lookup(to.kind, to.name));
  }
  const faults: (Pick<Fault, 'message'> & {
    readonly at: Path;
    readonly remedy: string;
    readonly unseen?: true;
  })[] = [];
  const filled = walk(value, [], (text, at) =>
    text.replace(REFERENCE, (whole, inner: string) => {
      if (whole.startsWith('$${')) return whole.slice(1);
      const to = referenceOf(whole, inner);
      if (to === undefined) {
        faults.push({ at, message: `has ${whole}, which refers to nothing`, remedy: HOW });
        return '';
      }
      if (at[0] === 'routes' && to.kind === 'secret') {
        const message = `would tell everybody the secret "${to.name}"`;
        faults.push({ at, message, remedy: 'secrets belong into sites, accounts and receivers' });
        return '';
      }
      const answer = answers.get(keyOf(to));
      if (answer?.ok) return answer.value;
      const message = `needs ${whole}, which ${answer?.fault ?? 'is not known'}`;
      faults.push({
        at,
        message,
        remedy: answer?.remedy ?? HOW,
        ...(answer?.unseen ? { unseen: true } : {}),
      });
      // A stand-in, so that what only has to be there is not missed.
      return answer?.unseen ? 'unseen' : '';
    }),
  );
  for (const { at, message, remedy, unseen } of faults) {
    if (unseen) findings.warn(at, message, remedy);
    else findings.fault(at, message, { remedy });
  }
  for (const { at } of faults) findings.spoil(at);
  return filled;
}

function keyOf(to: SecretReference): string {
  return `${to.kind}:${to.name}`;
}

const HOW = 'write ${env:NAME}, ${file:/path} or ${secret:name}, or $${ for a plain ${';

function referenceOf(whole: string, inner: string | undefined): SecretReference | undefined {
  const [, kind, name] = /^(env|file|secret):(\S(?:.*\S)?)$/.exec(inner ?? '') ?? [];
  if (!whole.endsWith('}') || kind === undefined || name === undefined) return undefined;
  return { kind: kind as SecretKind, name };
}

/** A copy with every string changed; keys stay as they are. */
function walk(value: unknown, at: Path, change: (text: string, at: Path) => string): unknown {
  if (typeof value === 'string') return change(value, at);
  if (Array.isArray(value)) return value.map((item, i) => walk(item, [...at, i], change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, walk(item, [...at, key], change)]),
  );
}
