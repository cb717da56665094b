import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser } from '../harness/browser.ts';
import { startLinkBench } from '../harness/links.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** Every address in what was sent, as a scanner finds them: in buttons, texts and headers alike. */
function addressesIn(text: string): readonly string[] {
  return [...new Set(text.match(/https?:\/\/[^\s"'\\<>)]+/g) ?? [])];
}

it('scanners that follow every link of every message, and run what is there, acknowledge nothing', async () => {
  const bench = await startLinkBench();
  await bench.fail('Sales', 'Stock');
  const sent = [
    ...bench.teams.control.posts('Ops').map((post) => JSON.stringify(post.card)),
    ...bench.phone.requests.map((r) => `${r.rawHeaders.join(' ')} ${r.body.toString()}`),
  ].join('\n');
  const own = addressesIn(sent).filter((url) => url.startsWith(bench.service.publicUrl));
  expect(own.length).toBeGreaterThanOrEqual(2);

  for (const url of own)
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])
      await fetch(url, { method, redirect: 'manual' });
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
  for (const url of own) {
    await page.goto(url, { waitUntil: 'networkidle' });
    for (const link of await page
      .locator('a[href]')
      .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href)))
      await page.goto(link, { waitUntil: 'networkidle' });
  }
  await context.close();

  expect(asked.filter((a) => !a.startsWith('GET '))).toEqual([]);
  const { items } = await bench.api<{ items: readonly { action: string }[] }>('/audit');
  expect(items.map((i) => i.action).filter((a) => a.startsWith('alert') || a.startsWith('silence'))).toEqual(
    [],
  );
  expect(await (await fetch(own[0] ?? '')).text()).toContain('Nobody has it yet');
});
