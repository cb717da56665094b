/** Labels: named sets of strings on an alert, which routes, silences and grouping test. */

export const LABEL_NAMES = [
  'source',
  'site',
  'event',
  'condition',
  'content_type',
  'name',
  'project',
  'owner',
  'tag',
  'cause',
  'severity',
] as const;

export type LabelName = (typeof LABEL_NAMES)[number];

/** Labels that Tableau must be asked for; a webhook does not carry them. */
export const FETCHED_LABELS: readonly LabelName[] = ['project', 'owner', 'tag', 'cause'];

/** A label that is not there is missing; an empty list is missing too. Values are stored as they came. */
export type Labels = { readonly [name in LabelName]?: readonly string[] };

/** How values and patterns are compared: Unicode NFC, case folded. */
export function foldValue(value: string): string {
  return value.normalize('NFC').toLowerCase();
}
