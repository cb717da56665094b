import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { editConfig } from './edit-text.ts';

const BLOCK = `# the team's
sites:
  acme: # ours
    pat:
      name: tabduty   # Ana made it
      secret: "\${secret:acme-pat}"   # stored
    events: [a]
`;
const path = (key: string) => ['sites', 'acme', 'pat', key];

it('changes a value and keeps every comment and line', () => {
  const edited = editConfig(BLOCK, [{ path: path('secret'), value: '"${secret:acme-pat-2}"' }]);

  expect(edited).toBe(BLOCK.replace('acme-pat}', 'acme-pat-2}'));
});

it('adds a key below the last one of its map, after its comment', () => {
  const edited = editConfig(BLOCK, [{ path: path('expires_on'), value: '2027-09-01' }]);

  expect(edited).toBe(BLOCK.replace('# stored\n', '# stored\n      expires_on: 2027-09-01\n'));
});

it('edits a map on one line as well', () => {
  const line = 'sites: { acme: { pat: { name: x, secret: "y" } } } # end';
  const edits = [
    { path: path('name'), value: '"new"' },
    { path: path('expires_on'), value: '2027-09-01' },
  ];

  expect(editConfig(line, edits)).toBe(
    'sites: { acme: { pat: { name: "new", secret: "y", expires_on: 2027-09-01 } } } # end',
  );
});

it('fills in a key without a value', () => {
  expect(editConfig('a:\n  b:\n  c: 1\n', [{ path: ['a', 'b'], value: '2' }])).toBe('a:\n  b: 2\n  c: 1\n');
});

it('says what was asked for and nothing else, whatever stands around it', () => {
  const words = fc.stringMatching(/^[a-z ,:#{}'-]{0,12}$/);
  fc.assert(
    fc.property(words, words, fc.boolean(), (name, secret, flow) => {
      const [n, s] = [JSON.stringify(name), JSON.stringify(secret)];
      const text = flow ? `p: { name: ${n}, x: ${s} }\n` : `p:\n  name: ${n} # c\n  x: ${s}\nq: 1\n`;
      const before = parse(text) as { p: object };

      const after = editConfig(text, [
        { path: ['p', 'x'], value: '"new"' },
        { path: ['p', 'y'], value: '7' },
      ]);

      expect(parse(after)).toEqual({ ...before, p: { ...before.p, x: 'new', y: 7 } });
    }),
  );
});
