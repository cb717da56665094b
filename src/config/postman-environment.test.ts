import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPostmanEnvironment } from './postman-environment.ts';

type Pair = readonly [key: string, value: unknown, more?: object];

const exported = (...pairs: readonly Pair[]) =>
  JSON.stringify({
    id: '1',
    name: 'Tableau Webhooks',
    values: pairs.map(([key, value, more]) => ({ key, value, enabled: true, ...more })),
    _postman_variable_scope: 'environment',
  });

const OFFICIAL: readonly Pair[] = [
  ['server', 'https://10ax.online.tableau.com'],
  ['content-url', 'acme'],
  ['username', ''],
  ['password', ''],
  ['pat-name', 'postman'],
  ['pat-secret', 'VERY-SECRET'],
  ['tableau-auth-token', 'SESSION-SECRET'],
  ['webhook-url', 'https://prod-1.logic.azure.com/workflows/1?sig=URL-SECRET'],
];

function read(text: string) {
  const answer = readPostmanEnvironment(text);
  if (!answer.ok) throw new Error(answer.fault);
  return answer.environment;
}

describe('an environment of Postman', () => {
  it("is read in the form of Tableau's own requests", () => {
    expect(read(exported(...OFFICIAL))).toEqual({
      form: "Tableau's webhook requests",
      name: 'Tableau Webhooks',
      address: 'https://10ax.online.tableau.com/#/site/acme',
      tokenNames: ['postman'],
      secretKeys: ['pat-secret', 'tableau-auth-token'],
      remarks: [],
    });
  });

  it('is read in the form of tableau-postman, whose server is a host only', () => {
    const text = exported(
      ['server', '10ax.online.tableau.com'],
      ['api-version', '3.18'],
      ['content-url', 'acme'],
      ['site-name', 'Acme Corp'],
      ['admin-PAT-name', 'admin'],
      ['admin-PAT-secret', 'x', { type: 'secret' }],
      ['user-PAT-name', 'user'],
    );

    expect(read(text)).toMatchObject({
      form: 'tableau-postman',
      address: 'https://10ax.online.tableau.com/#/site/acme',
      tokenNames: ['admin', 'user'],
      secretKeys: ['admin-PAT-secret'],
    });
  });

  it('is read in the form of the Power Automate recipe', () => {
    const text = exported(
      ['server_url', 'https://tableau.acme.com/'],
      ['site_name', 'sales'],
      ['api_version', '3.8'],
      ['token_name', 'flow'],
      ['token_secret', 'x'],
      ['tableau_authToken', 'y'],
    );

    expect(read(text)).toMatchObject({
      form: 'the Power Automate recipe',
      address: 'https://tableau.acme.com/#/site/sales',
      tokenNames: ['flow'],
      secretKeys: ['token_secret', 'tableau_authToken'],
    });
  });

  it('without a site means the Default site, and passes by what is switched off', () => {
    const text = exported(['server', 'https://t.acme.com'], ['content-url', 'old', { enabled: false }]);

    expect(read(text).address).toBe('https://t.acme.com');
  });

  it.each([
    [[...OFFICIAL, ['content-url', 'sales']], '"content-url" has 2 values: acme, sales'],
    [
      [
        ['server', '{{host}}'],
        ['content-url', 'acme'],
      ],
      '"server" refers to another variable, {{host}}',
    ],
  ] as [Pair[], string][])(
    'that does not say which site is meant leaves it open, and says why',
    (pairs, why) => {
      const { address, remarks } = read(exported(...pairs));

      expect(address).toBeUndefined();
      expect(remarks.join()).toContain(why);
    },
  );

  it('never gives a secret away', () => {
    expect(JSON.stringify(readPostmanEnvironment(exported(...OFFICIAL)))).not.toMatch(/VERY|SESSION|URL-S/);
  });

  it('takes any text without throwing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((j) => `{"values":[${j}]}`),
        ),
        (text) => {
          const answer = readPostmanEnvironment(text);

          return answer.ok || answer.remedy !== '';
        },
      ),
    );
  });
});

it.each([
  ['', 'is empty'],
  ['<!doctype html><html>', 'is a web page or XML'],
  ['{"name": "x", "values": [', 'is not JSON, or is cut off'],
  ['[]', 'has no list "values"'],
  ['{"info":{"name":"Tableau"},"item":[]}', 'is a Postman collection'],
  ['{"version":1,"collections":[],"environments":[]}', 'is a data dump'],
  [exported(['base', 'x']), 'none for Tableau'],
  ['x'.repeat(1024 * 1024 + 1), 'more than 1 MB'],
])('says what another file is, and what to export: %.30s', (text, fault) => {
  expect(readPostmanEnvironment(text)).toMatchObject({ ok: false, fault: expect.stringContaining(fault) });
});
