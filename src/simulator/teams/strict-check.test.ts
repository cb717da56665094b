import { describe, expect, it } from 'vitest';
import { card, envelope } from '../../../test/harness/teams.ts';
import type { Finding } from './finding.ts';
import type { JsonObject } from './json.ts';
import { strictCheck, strictCheckEnvelope } from './strict-check.ts';

const block = (more: JsonObject) =>
  card({ body: [{ type: 'TextBlock', text: 'Title', wrap: true, ...more }] });
const fact = (more: JsonObject) =>
  card({ body: [{ type: 'FactSet', facts: [{ title: 'Site', value: 'acme', ...more }] }] });
const open = (more: JsonObject) =>
  card({ actions: [{ type: 'Action.OpenUrl', title: 'Open', url: 'https://x.example', ...more }] });
const body = (...parts: JsonObject[]) => card({ body: parts });
const mention = (text: string, id = 'ana@acme.com') => ({
  msteams: { entities: [{ type: 'mention', text, mentioned: { id, name: 'Ana' } }] },
});

const without = (name: string): JsonObject =>
  Object.fromEntries(Object.entries(card()).filter(([own]) => own !== name));

const DEFECTS: readonly (readonly [Finding['rule'], string, JsonObject, string])[] = [
  ['unknown-property', 'a mistyped property', block({ weigth: 'Bolder' }), 'body[0].weigth'],
  ['unknown-property', 'MSTeams in capitals', card({ msTeams: { width: 'Full' } }), 'msTeams'],
  [
    'unknown-property',
    'Markdown switch of a TextRun',
    body({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'x', wrap: true }] }),
    'body[0].inlines[0].wrap',
  ],
  ['unknown-type', 'an element that does not exist', body({ type: 'Accordion' }), 'body[0]'],
  [
    'unknown-type',
    'an action among the elements',
    body({ type: 'Action.OpenUrl', title: 'x', url: 'https://x' }),
    'body[0]',
  ],
  [
    'unknown-type',
    'an element in a fallback that does not exist',
    block({ fallback: { type: 'Nope' } }),
    'body[0].fallback',
  ],
  ['missing-property', 'a TextBlock without text', body({ type: 'TextBlock', wrap: true }), 'body[0].text'],
  [
    'missing-property',
    'a button that leads nowhere',
    card({ actions: [{ type: 'Action.OpenUrl', title: 'x' }] }),
    'actions[0].url',
  ],
  ['missing-property', 'a card without version', without('version'), 'version'],
  ['wrong-value', 'a colour that is none', block({ color: '#ff0000' }), 'body[0].color'],
  ['wrong-value', 'a number as text', block({ text: 5 }), 'body[0].text'],
  ['wrong-value', 'a body that is no list', card({ body: { type: 'TextBlock', text: 'x' } }), 'body'],
  [
    'wrong-value',
    'a fallback that is neither part nor drop',
    block({ fallback: 'hide' }),
    'body[0].fallback',
  ],
  ['version', 'a version above 1.5', card({ version: '1.6' }), 'version'],
  ['version', 'a version that is no version', card({ version: 'latest' }), 'version'],
  ['missing-fallback', 'a table in a card of 1.4', body({ type: 'Table', rows: [] }), 'body[0]'],
  ['missing-fallback', 'a tooltip in a card of 1.4', open({ tooltip: 'x' }), 'actions[0].tooltip'],
  ['missing-fallback', 'no fallbackText', without('fallbackText'), 'fallbackText'],
  [
    'not-in-teams',
    'a button that needs a bot',
    card({ actions: [{ type: 'Action.Submit', title: 'Ack' }] }),
    'actions[0]',
  ],
  ['not-in-teams', 'a red button', open({ style: 'destructive' }), 'actions[0]'],
  ['not-in-teams', 'media', body({ type: 'Media', sources: [] }), 'body[0]'],
  ['clipped', 'a long text without wrap', block({ text: 'x'.repeat(25), wrap: false }), 'body[0]'],
  ['too-long', 'a long title', block({ text: 'x'.repeat(121) }), 'body[0]'],
  [
    'too-long',
    'a long title of runs',
    body({ type: 'RichTextBlock', inlines: ['x'.repeat(60), { type: 'TextRun', text: 'x'.repeat(61) }] }),
    'body[0]',
  ],
  [
    'too-long',
    'a long text',
    body({ type: 'TextBlock', text: 'x' }, { type: 'TextBlock', text: 'x'.repeat(1501), wrap: true }),
    'body[1]',
  ],
  ['too-long', 'a long fact', fact({ value: 'x'.repeat(301) }), 'body[0].facts[0]'],
  ['too-long', 'a long button', open({ title: 'x'.repeat(26) }), 'actions[0]'],
  [
    'too-many',
    'nine facts',
    body({ type: 'FactSet', facts: Array.from({ length: 9 }, () => ({ title: 'a', value: 'b' })) }),
    'body[0]',
  ],
  [
    'too-many',
    'seven buttons',
    card({
      actions: Array.from({ length: 7 }, () => ({ type: 'Action.OpenUrl', title: 'a', url: 'https://x' })),
    }),
    'actions',
  ],
  [
    'too-large',
    'more than 20 000 bytes of UTF-8',
    body(...Array.from({ length: 12 }, () => ({ type: 'TextBlock', text: 'é'.repeat(900), wrap: true }))),
    '',
  ],
  ['markdown', 'a heading', block({ text: '# Title' }), 'body[0]'],
  ['markdown', 'a table', block({ text: '| a | b |' }), 'body[0]'],
  ['markdown', 'HTML in a fact', fact({ value: '<b>acme</b>' }), 'body[0].facts[0]'],
  ['line-break', 'one line break', block({ text: 'one\ntwo' }), 'body[0]'],
  ['mention', 'an <at> without entity', block({ text: 'Hi <at>Ana</at>' }), 'body[0]'],
  ['mention', 'an entity without its text', card(mention('<at>Ana</at>')), 'msteams.entities[0]'],
  [
    'mention',
    'an entity without a person',
    { ...block({ text: '<at>A</at>' }), ...mention('<at>A</at>', '') },
    'msteams.entities[0]',
  ],
  ['link', 'a button of another scheme', open({ url: 'javascript:alert(1)' }), 'actions[0].url'],
  ['link', 'a button without TLS', open({ url: 'http://tableau.acme.com' }), 'actions[0].url'],
  ['link', 'a picture without TLS', body({ type: 'Image', url: 'http://x/y.png' }), 'body[0].url'],
  [
    'date-macro',
    'a time that Teams should calculate',
    block({ text: '{{TIME(2026-11-24T12:00:00Z)}}' }),
    'body[0]',
  ],
  [
    'duplicate-id',
    'an id twice',
    body({ type: 'TextBlock', text: 'a', id: 'x' }, { type: 'TextBlock', text: 'b', id: 'x' }),
    'body[1]',
  ],
  [
    'unknown-target',
    'a toggle of nothing',
    card({ actions: [{ type: 'Action.ToggleVisibility', title: 'More', targetElements: ['nope'] }] }),
    'actions[0]',
  ],
  ['invisible-characters', 'text turned around', block({ text: 'sales\u202exslx' }), 'body[0]'],
  [
    'invisible-characters',
    'an escape sequence in a run',
    body({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: '\u001b[31m' }] }),
    'body[0].inlines[0]',
  ],
];

describe('strict check', () => {
  it.each(DEFECTS)('finds %s: %s', (rule, _, defect, path) => {
    const found = strictCheck(defect).map((one) => ({ rule: one.rule, path: one.path }));

    expect(found).toContainEqual({ rule, path });
  });

  it('finds nothing else in a card with one defect', () => {
    expect(strictCheck(block({ weigth: 'Bolder' }))).toHaveLength(1);
    expect(strictCheck(open({ title: 'x'.repeat(26) }))).toHaveLength(1);
  });

  it('finds nothing in a card that is in order', () => {
    const good = {
      ...card({
        version: '1.4',
        body: [
          {
            type: 'Container',
            style: 'attention',
            bleed: true,
            items: [
              {
                type: 'RichTextBlock',
                inlines: ['Sales ', { type: 'TextRun', text: '# <b> `x`', weight: 'Bolder' }],
              },
            ],
          },
          { type: 'TextBlock', text: 'Over to <at>Ana</at>\n\n- one\n- two', wrap: true },
          {
            type: 'Table',
            fallback: 'drop',
            columns: [{ width: 1 }],
            rows: [{ type: 'TableRow', cells: [{ type: 'TableCell', items: [] }] }],
          },
          { type: 'FactSet', facts: [{ title: 'Site', value: 'acme' }] },
          { type: 'ColumnSet', columns: [{ width: 'auto', items: [{ type: 'TextBlock', text: 'short' }] }] },
        ],
        actions: [
          {
            type: 'Action.OpenUrl',
            title: 'Acknowledge',
            url: 'https://x.example/a/1',
            tooltip: 'x',
            fallback: 'drop',
          },
          { type: 'Action.OpenUrl', title: 'Local', url: 'http://127.0.0.1:8378/a/1' },
        ],
      }),
      msteams: {
        width: 'Full',
        entities: [{ type: 'mention', text: '<at>Ana</at>', mentioned: { id: 'ana@acme.com', name: 'Ana' } }],
      },
    };

    expect(strictCheck(good)).toEqual([]);
  });

  it('has a defect in this list for each of its rules', () => {
    const rules: Record<Finding['rule'], true> = {
      'unknown-property': true,
      'unknown-type': true,
      'missing-property': true,
      'wrong-value': true,
      version: true,
      'missing-fallback': true,
      'not-in-teams': true,
      clipped: true,
      'too-long': true,
      'too-many': true,
      'too-large': true,
      markdown: true,
      'line-break': true,
      mention: true,
      link: true,
      'date-macro': true,
      'duplicate-id': true,
      'unknown-target': true,
      'invisible-characters': true,
      envelope: true,
    };

    expect(new Set([...DEFECTS.map(([rule]) => rule), 'envelope'])).toEqual(new Set(Object.keys(rules)));
  });

  it('says that something else is no card', () => {
    expect(strictCheck('hello')).toHaveLength(1);
    expect(strictCheck({ type: 'MessageCard' })).toHaveLength(1);
  });
});

describe('strict check of the message', () => {
  it('finds nothing in one card in its envelope', () => {
    expect(strictCheckEnvelope(envelope(card()))).toEqual([]);
  });

  it.each([
    ['bare text', { text: 'x' }],
    ['a bare card', card()],
    ['several attachments, which are several posts', envelope(card(), card())],
    ['no attachment', envelope()],
    [
      'another content type',
      { type: 'message', attachments: [{ contentType: 'text/html', content: card() }] },
    ],
  ])('finds %s', (_, message) => {
    expect(strictCheckEnvelope(message).map((one) => one.rule)).toContain('envelope');
  });

  it('names the place inside the message', () => {
    const found = strictCheckEnvelope(envelope(block({ weigth: 'Bolder' })));

    expect(found.map((one) => one.path)).toEqual(['attachments[0].content.body[0].weigth']);
  });
});
