/** What a strict check says about a card, and the pieces of a card that it looks at. */
import type { JsonObject } from './json.ts';

export type Finding = {
  readonly rule:
    | 'unknown-property'
    | 'unknown-type'
    | 'missing-property'
    | 'wrong-value'
    | 'version'
    | 'missing-fallback'
    | 'not-in-teams'
    | 'clipped'
    | 'too-long'
    | 'too-many'
    | 'too-large'
    | 'markdown'
    | 'line-break'
    | 'mention'
    | 'link'
    | 'date-macro'
    | 'duplicate-id'
    | 'unknown-target'
    | 'invisible-characters'
    | 'envelope';
  readonly path: string;
  readonly sentence: string;
};

/** One part of a card with its type and place. */
export type Part = { readonly type: string; readonly value: JsonObject; readonly path: string };
