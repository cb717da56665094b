import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser } from '../harness/browser.ts';
import { startLinkBench } from '../harness/links.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it('is used with a thumb on a small phone, without scripts, and says who has it after one press', async () => {
  const bench = await startLinkBench();
  const { channel } = await bench.fail(`Sales ${'very_long_name_'.repeat(12)}`, 'Stock');
  const complaints: string[] = [];
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 320, height: 568 },
    hasTouch: true,
    javaScriptEnabled: false,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(channel);
  const take = page.getByRole('button', { name: 'Acknowledge these 2' });
  const box = await take.boundingBox();
  expect(box?.height).toBeGreaterThanOrEqual(44);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);

  await take.tap();
  await page.getByText('Say who you are first').waitFor();
  await page.getByLabel('Who are you?').selectOption({ label: 'Ben Ode' });
  await page.getByRole('button', { name: 'Acknowledge these 2' }).tap();

  await page.getByText('Ben Ode (as said on this page) has it').waitFor();
  await page.reload();
  await page.getByText('Ben Ode (as said on this page) has it').waitFor();
  expect(await context.cookies()).toEqual([]);
  // The refusal before was meant.
  expect(complaints.filter((c) => !c.includes('422'))).toEqual([]);
  await context.close();
});
