import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/simulator/teams/json.ts';
import { openBrowser } from '../harness/browser.ts';
import { type Bench, bench, card, envelope } from '../harness/teams.ts';

let browser: Browser;
let teams: Bench;
/** Whatever the browser itself complains about: scripts that throw, and everything the policy had to stop. */
let complaints: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await teams.close();
  expect(complaints).toEqual([]);
});

async function open(more: BrowserContextOptions = {}): Promise<Page> {
  complaints = [];
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...more });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(teams.channels[0]?.pageUrl ?? '');
  return page;
}

const failure = card({
  body: [
    {
      type: 'Container',
      style: 'attention',
      bleed: true,
      items: [{ type: 'TextBlock', text: 'Extract failed: **Sales**', size: 'Large', wrap: true }],
    },
    { type: 'FactSet', facts: [{ title: 'Site', value: 'acme' }] },
  ],
  actions: [{ type: 'Action.OpenUrl', title: 'Acknowledge', url: 'http://127.0.0.1:9/a/token' }],
});

const text = (words: string): JsonObject => card({ body: [{ type: 'TextBlock', text: words, wrap: true }] });

describe('channel page', () => {
  it('says what to do while it is empty, and shows a post without a reload', async () => {
    teams = await bench();
    const page = await open();
    await page.getByText('Nothing in Ops yet').waitFor();
    expect(await page.locator('.empty code').textContent()).toBe(teams.hook);

    await teams.post(envelope(failure));

    const post = page.getByRole('article');
    await post.getByText('Extract failed: Sales', { exact: true }).waitFor();
    expect(await post.locator('strong', { hasText: 'Sales' }).count()).toBe(1);
    await post.getByText('Site', { exact: true }).waitFor();
    await post.getByText('acme', { exact: true }).waitFor();
    await post.getByRole('link', { name: 'Acknowledge' }).waitFor();
    await post.getByText('Strict check: nothing found').waitFor();
    expect(await page.getByText('Nothing in Ops yet').count()).toBe(0);
  });

  it('opens the address of a button in a new tab', async () => {
    teams = await bench();
    await teams.post(envelope(failure));
    const page = await open();

    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('link', { name: 'Acknowledge' }).click(),
    ]);

    await popup.waitForLoadState().catch(() => undefined);
    expect(await popup.evaluate(() => window.opener)).toBe(null);
    expect(page.url()).toBe(teams.channels[0]?.pageUrl);
  });

  it('keeps hostile words inert', async () => {
    teams = await bench();
    const evil = '<img src=x onerror="document.title=1"> <at>Ana</at> [click](javascript:document.title=2)';
    const run = {
      type: 'RichTextBlock',
      inlines: [{ type: 'TextRun', text: '[link](https://evil.example) **b**' }],
    };
    await teams.post(
      envelope(
        card({
          body: [
            { type: 'TextBlock', text: evil, wrap: true },
            run,
            { type: 'FactSet', facts: [{ title: evil, value: evil }] },
          ],
          actions: [{ type: 'Action.OpenUrl', title: evil, url: 'javascript:document.title=3' }],
        }),
      ),
    );
    const page = await open();

    const shown = page.locator('.card');
    await shown.getByText('[link](https://evil.example) **b**').waitFor();
    await shown.getByRole('link').click();
    await page.getByText('Teams does not open this address').waitFor();
    expect(await shown.locator('img, a, .mention, script').count()).toBe(0);
    expect(await shown.getByText('<img src=x').count()).toBeGreaterThan(0);
    expect(await page.title()).toBe('Ops · Teams, simulated');
  });

  it('marks a mention that reaches a person', async () => {
    teams = await bench();
    const entities = [
      { type: 'mention', text: '<at>Ana</at>', mentioned: { id: 'ana@acme.com', name: 'Ana' } },
    ];
    await teams.post(envelope({ ...text('Over to <at>Ana</at> and <at>Eve</at>'), msteams: { entities } }));
    const page = await open();

    await page.getByText('Over to Ana and Eve').waitFor();
    expect(await page.locator('.mention').allTextContents()).toEqual(['Ana']);
  });

  it('clips what does not wrap, cuts off the seventh button, and ignores headings', async () => {
    teams = await bench();
    const actions = Array.from({ length: 7 }, (_, i) => ({
      type: 'Action.OpenUrl',
      title: `B${i}`,
      url: 'https://x.example',
    }));
    const long = { type: 'TextBlock', text: 'very long '.repeat(60) };
    await teams.post(
      envelope(card({ body: [long, { type: 'TextBlock', text: '# no heading', wrap: true }], actions })),
    );
    const page = await open();

    const shown = page.locator('.card');
    await shown.getByText('# no heading').waitFor();
    expect(await shown.getByRole('link').count()).toBe(6);
    const height = await shown
      .locator('.ac-textBlock')
      .first()
      .evaluate((one) => one.clientHeight);
    expect(height).toBeLessThan(30);
    await page.getByText('Strict check: 4 findings').click();
    await page.getByText('7 buttons: Teams shows 6.').waitFor();
  });

  it('lets buttons that need a bot go wrong as Teams does', async () => {
    teams = await bench();
    await teams.post(envelope(card({ actions: [{ type: 'Action.Submit', title: 'Take it' }] })));
    const page = await open();

    await page.getByRole('button', { name: 'Take it' }).click();

    await page.getByText('Something went wrong, please try again.').waitFor();
  });

  it('shows the fallback text of a card of a later version, or tries it by the switch', async () => {
    teams = await bench();
    await teams.post(envelope({ ...text('the card'), version: '1.6', fallbackText: 'plain *words*' }));
    const page = await open();
    await page.getByText('plain *words*').first().waitFor();
    expect(await page.locator('.card').getByText('the card').count()).toBe(0);

    teams.control.setSwitch('newerVersion', 'rendered');
    await page.reload();

    await page.locator('.card').getByText('the card').waitFor();
  });

  it('tells of a run that failed though its sender was told 202', async () => {
    teams = await bench();
    const page = await open();
    await teams.post({ text: 'bare' });

    await page.getByText('A run failed, and nothing was posted.').waitFor();
    await page.getByText('The sender was told 202, accepted.').waitFor();
  });

  it('turns the flow off and on, and lays a fault for the next call', async () => {
    teams = await bench();
    const page = await open();
    await page.getByRole('button', { name: 'Workflow' }).click();

    await page.getByRole('button', { name: 'Turn it off' }).click();
    await page.getByText('Workflow off').waitFor();
    expect((await teams.post(envelope(card()))).status).toBe(404);
    await page.getByRole('button', { name: 'Turn it on' }).click();
    await page.getByText('Workflow on').waitFor();
    await page.getByRole('button', { name: 'Answer 503' }).click();
    await page.getByText('1 waiting: status').waitFor();

    expect((await teams.post(envelope(card()))).status).toBe(503);
  });

  it('keeps light and dark as chosen, and fits a phone', async () => {
    teams = await bench();
    await teams.post(envelope(failure));
    const page = await open({ viewport: { width: 360, height: 700 }, colorScheme: 'dark' });
    const theme = () => page.locator('html').getAttribute('data-theme');
    await page.getByText('Extract failed').first().waitFor();
    expect(await theme()).toBe('dark');

    await page.getByRole('button', { name: 'Use light colours' }).click();
    await page.reload();
    await page.getByText('Extract failed').first().waitFor();

    expect(await theme()).toBe('light');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });

  it('shows the tokens that an HTTP request trigger made of a body', async () => {
    teams = await bench({ kind: 'http-request' });
    await teams.post({ event_type: 'WorkbookRefreshFailed', resource_name: 'Sales' });
    const page = await open();
    await page.getByRole('button', { name: 'Workflow' }).click();

    await page.locator('.card').getByText('WorkbookRefreshFailed').first().waitFor();
    await page.locator('dt', { hasText: 'resource_name' }).waitFor();
  });
});
