import { put } from '../../src/domain/change.ts';
import { contentIdOf } from '../../src/domain/sites/content.ts';
import type { Incarnation } from '../../src/domain/records.ts';
import type { Content, Reason } from '../../src/domain/tableau-records.ts';
import { NOON } from '../fixtures/records.ts';
import { expect, it } from 'vitest';
import { press, startLinkBench } from '../harness/links.ts';

async function textOf(link: string): Promise<string> {
  return (await fetch(link)).text();
}

it('knows who opens a personal link, and lets them take all that fails with one press', async () => {
  const bench = await startLinkBench();
  const { ana, channel } = await bench.fail('Sales', 'Stock');

  const before = await textOf(ana);
  expect(before).toContain('Nobody has it yet. Next: step 2 of 2');
  expect(before).toContain('You are Ana Costa.');
  expect(before).toContain('Acknowledge these 2');

  const pressed = await press(ana, { act: 'ack' });
  expect(pressed.status).toBe(303);
  const next = new URL(pressed.headers.get('location') ?? '', ana).href;
  expect(await textOf(next)).toMatch(/Acknowledged: nobody else is woken.*Ana Costa has it since/s);
  expect(await textOf(channel)).toContain('Ana Costa has it since');

  const { items } = await bench.api<{ items: readonly { actor: string; action: string; detail: string }[] }>(
    '/audit',
  );
  expect(items.find((i) => i.action === 'alert ack')).toMatchObject({
    actor: 'Ana Costa',
    detail: 'from 127.0.0.1; by link @ana/ntfy',
  });
});

it('asks who presses a button of a channel, and records it as said', async () => {
  const bench = await startLinkBench();
  const { channel } = await bench.fail('Sales');

  const refused = await press(channel, { act: 'ack' });
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('Say who you are first');
  expect((await press(channel, { act: 'ack', who: 'ben' })).status).toBe(303);
  expect(await textOf(channel)).toContain('Ben Ode (as said on this page) has it');
});

it('does once what is pressed twice, also when the first answer was lost', async () => {
  const bench = await startLinkBench();
  const { ana } = await bench.fail('Sales');
  const lost = new AbortController();
  const first = press(ana, { act: 'escalate', from: '1' }).catch(() => undefined);
  lost.abort();
  await first;
  expect((await press(ana, { act: 'escalate', from: '1' })).status).toBe(303);
  expect((await press(ana, { act: 'ack' })).status).toBe(303);
  expect((await press(ana, { act: 'ack' })).status).toBe(303);
  expect((await press(ana, { act: 'silence', hours: '1' })).status).toBe(303);
  expect((await press(ana, { act: 'silence', hours: '1' })).status).toBe(303);
  const { items } = await bench.api<{ items: readonly { action: string }[] }>('/audit');
  const did = items.map((i) => i.action).filter((a) => a.startsWith('alert') || a.startsWith('silence'));
  expect(did.sort()).toEqual(['alert ack', 'alert escalate', 'silence add']);
  expect(await textOf(ana)).toContain('Nobody is disturbed by it: silenced by Ana Costa');
});

it('changes nothing for who only looks, and takes nothing that another site or no form has sent', async () => {
  const bench = await startLinkBench();
  const { ana } = await bench.fail('Sales');
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET']) await fetch(`${ana}?act=ack&did=ack`, { method });
  const foreign = await press(ana, { act: 'ack' }, { 'sec-fetch-site': 'cross-site' });
  expect([foreign.status, await foreign.text()]).toEqual([422, expect.stringContaining('another page')]);
  const json = await press(ana, { act: 'ack' }, { 'content-type': 'application/json' });
  expect(json.status).toBe(422);
  expect((await press(ana, { act: 'ack', other: 'x'.repeat(9000) })).status).toBe(422);
  expect((await press(ana, { act: 'drop tables' })).status).toBe(422);
  expect((await press(ana, { act: 'wake', at: '25:99' })).status).toBe(422);
  expect((await press(ana, { act: 'pass' })).status).toBe(422);
  expect(await textOf(ana)).toContain('Nobody has it yet');
  const policy = (await fetch(ana)).headers.get('content-security-policy');
  expect(policy).toContain("form-action 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  const unknown = `${ana.slice(0, -3)}AAA`;
  const opened = await fetch(unknown);
  expect([opened.status, await opened.text()]).toEqual([
    404,
    expect.stringContaining('This link opens nothing'),
  ]);
  expect((await press(unknown, { act: 'ack' })).status).toBe(404);
});

it('wakes at a time on the clock of the person', async () => {
  const bench = await startLinkBench();
  const { ana } = await bench.fail('Sales');
  expect(await textOf(ana)).toContain('at (Europe/Lisbon) <input');
  expect((await press(ana, { act: 'wake', at: '06:30' })).status).toBe(303);
  expect(await textOf(ana)).toMatch(
    /Ana Costa has it, and is woken \w+ [\d-]+ \d\d:\d\d .* if it still fails/,
  );
});

it('can be done by API too, and says what makes no sense', async () => {
  const bench = await startLinkBench();
  await bench.fail('Sales');
  const call = (what: string, body: object = {}) =>
    bench.api(`/alerts/1/${what}`, { method: 'POST', body: JSON.stringify(body) });
  expect(await call('escalate')).toEqual({ alert: 1, done: true });
  expect(await call('acknowledge', { as: 'ana' })).toEqual({ alert: 1, done: true });
  expect(await call('acknowledge', { as: 'ana' })).toEqual({ alert: 1, done: false });
  await expect(call('acknowledge', { as: 'zoe' })).rejects.toThrow('404');
  expect(await call('resolve')).toEqual({ alert: 1, done: true });
  await expect(call('acknowledge')).rejects.toThrow('over already');
  const set = await bench.api<{ person: object }>('/people/ana/switches', {
    method: 'POST',
    body: JSON.stringify({ when: 'never', severity: 'warning' }),
  });
  expect(set.person).toMatchObject({ when: 'on-call', bySeverity: { warning: 'never' }, rings: true });
});

it('is acknowledged from the phone by the button of a push, which needs no page', async () => {
  const bench = await startLinkBench();
  const { ana } = await bench.fail('Sales');
  const push = JSON.parse(bench.phone.requests[0]?.body.toString() ?? '') as {
    click: string;
    actions: readonly {
      action: string;
      label: string;
      url: string;
      method: string;
      headers: Record<string, string>;
      body: string;
    }[];
  };
  const button = push.actions.find((a) => a.label === 'Acknowledge');

  expect(push.click).toBe(ana);
  expect(button?.action).toBe('http');
  const { url = '', method = '', headers = {}, body = '' } = button ?? {};
  expect((await fetch(url, { method, headers, body })).status).toBe(200);
  expect(await textOf(ana)).toContain('Ana Costa has it since');
});

it('says why it fails, whose it is and where, in text that does nothing', async () => {
  const bench = await startLinkBench();
  const { ana } = await bench.fail('Sales');
  const { store } = bench.service.installation;
  const [alert] = await store.ask('openAlerts', { limit: 1 });
  const content: Content = {
    id: contentIdOf(alert as Incarnation) ?? '',
    source: 'acme',
    contentType: 'datasource',
    luid: alert?.luid ?? '',
    name: 'Sales',
    project: 'Finance/<b>Close</b>',
    owner: ['Olga Owner'],
    tags: [],
    url: 'https://10ax.online.tableau.com/#/site/acme/datasources/7',
    deletedAt: undefined,
  };
  const reason = { ...aReason(alert?.id ?? ''), notes: 'x', cause: CREDENTIALS } satisfies Reason;
  await store.commit([put('contents', content), put('reasons', reason)]);
  const page = await textOf(ana);

  expect(page).toContain('The sign-in to the data was refused: ORA-28001');
  expect(page).toContain('Finance/&#60;b&#62;Close');
  expect(page).toContain('<dd>Olga Owner</dd>');
  expect(page).toContain('href="https://10ax.online.tableau.com/#/site/acme/datasources/7"');
});

const CREDENTIALS = { class: 'credentials', fingerprint: 'f', excerpt: 'ORA-28001: it has expired' } as const;

function aReason(id: string): Reason {
  const nothing = {
    jobId: undefined,
    from: undefined,
    cause: undefined,
    knownAt: undefined,
    dueAt: undefined,
  };
  const times = { nextRunAt: undefined, lastSuccessAt: undefined, consecutiveFailed: undefined };
  return {
    id,
    source: 'acme',
    occurredAt: NOON,
    tries: 1,
    notes: '',
    impact: undefined,
    version: 1,
    ...nothing,
    ...times,
  };
}
