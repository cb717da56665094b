/** Labels: named sets of strings on an alert, which routes, silences and grouping test. */

/** What an alert has by itself, and what Tableau says of it. */
export const FACT_LABELS = [
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
] as const;

/** Every alert has these or can have them; a configuration may declare more. */
export const LABEL_NAMES = [...FACT_LABELS, 'severity'] as const;

type KnownLabel = (typeof LABEL_NAMES)[number];

/** One of them, or one that a mapping of the configuration sets. */
export type LabelName = string;

/** Labels that Tableau must be asked for; a webhook does not carry them. */
export const FETCHED_LABELS: readonly LabelName[] = ['project', 'owner', 'tag', 'cause'];

/** A label that is not there is missing; an empty list is missing too. Values are stored as they came. */
export type Labels = { readonly [name in KnownLabel]?: readonly string[] } & {
  readonly [name: LabelName]: readonly string[] | undefined;
};

/** How values and patterns are compared: Unicode NFC, case folded. */
export function foldValue(value: string): string {
  return value.normalize('NFC').toLowerCase();
}
