import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser } from '../harness/browser.ts';
import { startLinkBench } from '../harness/links.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it('is read on a small phone without scripts, may stand in a frame, and ends with a new link', async () => {
  const bench = await startLinkBench();
  const { pages } = await bench.api<{ pages: readonly { id: string; url: string }[] }>('/on-call-pages');
  const [all, data] = pages;
  const complaints: string[] = [];
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 320, height: 568 },
    javaScriptEnabled: false,
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  const answer = await page.goto(all?.url ?? '');

  await page.getByText('Ana Costa').waitFor();
  const width = await page.locator('dl').evaluate((e) => e.scrollWidth);
  expect(width).toBeLessThanOrEqual(320);
  expect(answer?.headers()['content-security-policy']).toContain('frame-ancestors https:');
  const asData = await fetch(`${all?.url}.json`);
  expect(asData.headers.get('content-type')).toContain('application/json');
  expect(await asData.json()).toMatchObject({ schedules: [{ now: { people: [{ name: 'Ana Costa' }] } }] });

  expect((await fetch(all?.url ?? '', { method: 'POST' })).status).toBe(405);
  await bench.api('/on-call-pages/s-data/renew', { method: 'POST', body: '{}' });
  expect((await page.goto(data?.url ?? ''))?.status()).toBe(404);
  await page.getByText('This link opens nothing').waitFor();
  // The one refusal was meant.
  expect(complaints.filter((c) => !c.includes('404'))).toEqual([]);
  await context.close();
});
