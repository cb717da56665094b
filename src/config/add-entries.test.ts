import { expect, it } from 'vitest';
import { addEntries } from './add-entries.ts';

const NEW = [
  { part: 'sites', entry: 'new: { server: s }' },
  { part: 'routes', entry: '{ tell: new }' },
] as const;

it('makes the parts that are missing', () => {
  expect(addEntries('# ours\n', NEW)).toBe(
    '# ours\n\nsites:\n  new: { server: s }\n\nroutes:\n  - { tell: new }\n',
  );
});

it('puts entries in front, in the indentation that is there, and keeps every comment with its own', () => {
  const text = `sites: # all of them
    # the first one
    acme:
        server: a

routes:
- tell: ops # everything
receivers: { ops: [] }
`;

  expect(addEntries(text, [...NEW, { part: 'receivers', entry: 'x: []' }])).toBe(`sites: # all of them
    new: { server: s }
    # the first one
    acme:
        server: a

routes:
- { tell: new }
- tell: ops # everything
receivers: { x: [], ops: [] }
`);
});

it.each([
  ['routes: []\n', 'routes: [{ tell: new }]\n'],
  ['routes:\n', 'routes:\n  - { tell: new }\n'],
  ['routes:', 'routes:\n  - { tell: new }\n'],
])('fills a part that is empty: %j', (text, expected) => {
  expect(addEntries(text, [NEW[1]])).toBe(expected);
});

it('refuses a text in one pair of braces', () => {
  expect(() => addEntries('{ sites: {} }', NEW)).toThrow('not a map of lines');
});
