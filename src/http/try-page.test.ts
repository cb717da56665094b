import { expect, it } from 'vitest';
import type { TryReport } from '../app/story/try-history.ts';
import { instant } from '../domain/time/instant.ts';
import { tryPage } from './try-page.ts';

const HOSTILE = '<script>alert(1)</script>" onload="x\u202e';

const REPORT: TryReport = {
  from: instant(0),
  to: instant(86_400_000),
  zone: 'UTC',
  begins: undefined,
  complete: true,
  failures: 2,
  causes: [{ words: HOSTILE, failures: 2 }],
  unexplained: 0,
  messages: 1,
  recoveries: 0,
  woken: 1,
  told: [{ at: instant(60_000), to: HOSTILE, page: true, kind: 'firing', title: HOSTILE, summary: HOSTILE }],
  more: 0,
  notReplayed: [],
};

it('is one page that runs and loads nothing, whatever names say', () => {
  const page = tryPage(REPORT, HOSTILE);

  expect(page).not.toMatch(/<script|onload="|\u202e|<link|<img|https?:/);
  expect(page).toContain('&#60;script&#62;');
  expect(page).toContain('name="viewport"');
});
