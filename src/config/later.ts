/** What the design has for later versions: refused with a sentence of its own, for it would do nothing yet. */

const LATER: Readonly<Record<'document' | 'site' | 'receiver' | 'route' | 'account', readonly string[]>> = {
  document: ['silences'],
  site: ['was'],
  receiver: ['was'],
  route: ['inhibits'],
  account: ['was'],
};

export type Section = keyof typeof LATER;

/** What people look for where it is not: what to do instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'route.severity': 'set it under labels: at the top, such as - { match: {…}, set: { severity: critical } }',
};

export function whereElse(section: Section, key: string): string | undefined {
  return ELSEWHERE[`${section}.${key}`];
}

export function comesLater(section: Section, key: string): boolean {
  return LATER[section].includes(key);
}

export function laterSentence(what: string): string {
  return `${what} comes in a later version`;
}

export const REMOVE_IT = 'remove it for now';
