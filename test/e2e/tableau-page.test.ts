import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { openBrowser } from '../harness/browser.ts';
import { type Bench, bench, json, sinkOfTest } from '../harness/tableau.ts';
import type { WireContent } from '../../src/tableau/wire-documents.ts';

let browser: Browser;
/** Whatever the browser itself complains about: scripts that throw, and everything the policy had to stop. */
let complaints: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  expect(complaints).toEqual([]);
});

async function open(tableau: Bench, path = '/', more: BrowserContextOptions = {}): Promise<Page> {
  complaints = [];
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...more });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${tableau.url}${path}`);
  await page.getByRole('heading', { name: 'Content' }).waitFor();
  return page;
}

describe('the page of the simulated Tableau', () => {
  it('fails a refresh with the chosen reason and copies, and shows what was sent', async () => {
    const sink = await sinkOfTest();
    const tableau = await bench({ clock: systemClock });
    await (await tableau.signIn()).createWebhook('DatasourceRefreshFailed', sink.url);
    const page = await open(tableau);

    await page.getByLabel('Fail with').selectOption('oauth-expired');
    await page.getByLabel('Copies').fill('2');
    await page.getByRole('button', { name: 'Fail Sales Daily' }).click();

    const row = page.getByRole('listitem').filter({ hasText: 'invalid_grant: expired access/refresh token' });
    await row.getByText('Failed', { exact: true }).waitFor();
    await page.getByText('200 in').nth(1).waitFor();
    expect(sink.count()).toBe(2);
    await page.getByRole('button', { name: 'Let Sales Daily succeed' }).click();
    await page.getByText('Success', { exact: true }).waitFor();
  });

  it('shows names as text, whatever they hold', async () => {
    const tableau = await bench({ clock: systemClock });
    const name = '<img src=x onerror="document.title=1"> & <b>bold</b>';
    tableau.control.rename('Sales Daily', name);
    tableau.control.failNow({ content: name, notes: '<script>document.title=2</script>' });

    const page = await open(tableau);

    await page.getByText(name, { exact: true }).waitFor();
    await page.getByText('<script>document.title=2</script>', { exact: true }).waitFor();
    expect(await page.title()).toBe('Tableau, simulated');
    expect(await page.locator('main img, main script').count()).toBe(0);
  });

  it('is where links to content lead, and shows that one item', async () => {
    const tableau = await bench({ clock: systemClock });
    const answer = await (await tableau.signIn()).on('GET', 'workbooks?filter=name:eq:Monthly%20Close');
    const [workbook] = json<{ workbooks: { workbook: WireContent[] } }>(answer).workbooks.workbook;

    const page = await open(tableau, workbook?.webpageUrl?.slice(tableau.url.length) ?? '');
    await page.getByText('Monthly Close', { exact: true }).waitFor();
    expect(await page.locator('#content > li').count()).toBe(1);
    await page.getByRole('link', { name: 'Show everything' }).click();

    await page.locator('#content > li').nth(4).waitFor();
  });

  it('takes the API down and back, revokes a token, disables a webhook and turns a switch', async () => {
    const tableau = await bench({ clock: systemClock });
    await (await tableau.signIn()).createWebhook('WorkbookDeleted', 'https://tabduty.example/');
    const page = await open(tableau);

    await page.getByRole('button', { name: 'Let nobody answer at the REST API' }).click();
    await page.getByText('the REST API is down').waitFor();
    await expect(tableau.signIn()).rejects.toThrow();
    await page.getByRole('button', { name: 'Let the REST API answer again' }).click();
    await page.getByRole('button', { name: 'Revoke tabduty' }).click();
    await page.getByText('revoked', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Disable WorkbookDeleted' }).click();
    await page.getByText('Disabled', { exact: true }).waitFor();
    await page.getByText('Switches:').click();
    await page.getByLabel('edition').fill('moon');
    await page.getByLabel('edition').blur();

    await page.getByRole('alert').getByText('"moon" is not one of cloud, server').waitFor();
    // The refusal is a 400, which Chromium prints.
    complaints = complaints.filter((complaint) => !complaint.includes('400 (Bad Request)'));
  });

  it('fits a phone without scrolling sideways', async () => {
    const tableau = await bench({ clock: systemClock, company: 'demo', history: 86_400_000 });

    const page = await open(tableau, '/', { viewport: { width: 360, height: 740 } });
    await page.locator('#content > li').nth(30).waitFor();

    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
  });
});
