/** What the design has for later versions: refused with a sentence of its own, for it would do nothing yet. */
import type { LabelName } from '../domain/labels.ts';

const LATER: Readonly<Record<'document' | 'site' | 'receiver' | 'route' | 'account', readonly string[]>> = {
  document: ['silences'],
  site: ['was'],
  receiver: ['was'],
  route: ['severity', 'inhibits'],
  account: ['was'],
};

export type Section = keyof typeof LATER;

/** Labels that no alert has yet. */
export const LATER_LABELS: readonly LabelName[] = ['severity'];

export function comesLater(section: Section, key: string): boolean {
  return LATER[section].includes(key);
}

export function laterSentence(what: string): string {
  return `${what} comes in a later version`;
}

export const REMOVE_IT = 'remove it for now';
