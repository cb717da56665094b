import { describe, expect, it } from 'vitest';
import { readTableauAddress } from './tableau-address.ts';

describe('a pasted address of Tableau', () => {
  it.each([
    ['https://10ax.online.tableau.com/#/site/acme/workbooks', 'https://10ax.online.tableau.com', 'acme'],
    ['  10ax.online.tableau.com/#/site/acme ', 'https://10ax.online.tableau.com', 'acme'],
    [
      'https://10ax.online.tableau.com/t/acme/views/Sales/Daily?:embed=y',
      'https://10ax.online.tableau.com',
      'acme',
    ],
    ['https://tableau.acme.com/#/projects/7?order=name:asc', 'https://tableau.acme.com', ''],
    ['https://tableau.acme.com', 'https://tableau.acme.com', ''],
    ['http://tableau.lan:8000/#/site/Fin%20ance/home', 'http://tableau.lan:8000', 'Fin ance'],
  ])('%s', (pasted, server, contentUrl) => {
    expect(readTableauAddress(pasted)).toEqual({ ok: true, server, contentUrl });
  });

  it.each([
    ['', 'cannot be read as an address'],
    ['my tableau', 'cannot be read as an address'],
    ['ftp://tableau.acme.com', 'begins with ftp:'],
    ['https://ana:pw@tableau.acme.com', 'has a user name or password in it'],
    ['https://10ax.online.tableau.com', 'names no site, and Tableau Cloud has no Default site'],
    ['https://sso.online.tableau.com/public/idp/SSO', 'names no site, and Tableau Cloud has no Default site'],
    ['https://tableau.acme.com/#/site/%E0%A4%A/x', 'has a site that cannot be read'],
  ])('that cannot be used: %s', (pasted, fault) => {
    expect(readTableauAddress(pasted)).toMatchObject({ ok: false, fault, remedy: expect.any(String) });
  });
});
