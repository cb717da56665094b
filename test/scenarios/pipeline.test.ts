import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import { aPolicy, aRoute, equals } from '../fixtures/policy.ts';
import { startPipeline, tableauBody } from '../harness/pipeline.ts';

const failedAt = (created_at: string) => tableauBody({ created_at });
const succeededAt = (created_at: string) =>
  tableauBody({ event_type: 'DatasourceRefreshSucceeded', created_at });

describe('from a call to a message', () => {
  it('tells of a failure once, and of the recovery with the length of the outage', async () => {
    const p = await startPipeline();

    await p.post(failedAt('2026-09-21T12:00:00Z'));
    await p.settle();
    await p.post(succeededAt('2026-09-21T15:12:00Z'));
    await p.settle();

    expect(
      p.sent.map((s) => [s.briefing.kind, s.briefing.title.untrusted, s.briefing.items[0]?.outage]),
    ).toEqual([
      ['firing', 'Failed: Sales Daily', undefined],
      ['recovered', 'Recovered: Sales Daily', 3 * HOUR + 12 * MINUTE],
    ]);
    expect(p.errors).toEqual([]);
  });

  it('hands each message of a group what the one before it returned, and a new group nothing', async () => {
    const p = await startPipeline();
    p.answer = ({ deliveryId }) => ({ kind: 'accepted', handle: { root: deliveryId } });

    await p.post(failedAt('2026-09-21T12:00:00Z'));
    await p.settle();
    await p.post(succeededAt('2026-09-21T15:12:00Z'));
    await p.settle();
    p.clock.advance(DAY);
    await p.post(failedAt('2026-09-22T15:00:00Z'));
    await p.settle();

    const [first, recovery, anew] = p.sent;
    expect(recovery?.previous).toEqual({ root: first?.deliveryId });
    expect([first?.previous, anew?.previous]).toEqual([undefined, undefined]);
    expect(p.sent).toHaveLength(3);
  });

  it('makes one message of the same call four times and counts the copies', async () => {
    const p = await startPipeline();

    for (let i = 0; i < 4; i++) await p.post(failedAt('2026-09-21T12:00:00Z'));
    await p.settle();

    expect(p.sent).toHaveLength(1);
    const [event] = await p.store.ask('listEvents', { limit: 10 });
    expect(event?.copies).toBe(4);
    const readings = (await p.store.ask('listCalls', { limit: 10 })).map((c) => c.reading);
    expect(readings.sort()).toEqual(['duplicate', 'duplicate', 'duplicate', 'event']);
  });

  it('knows the same event in other bytes, since Tableau rounds the second', async () => {
    const p = await startPipeline();

    await p.post(failedAt('2026-09-21T12:00:00Z'));
    await p.post({ ...failedAt('2026-09-21T12:00:01Z'), extra: 1 });
    await p.settle();

    expect(await p.store.ask('listEvents', { limit: 10 })).toMatchObject([{ copies: 2 }]);
  });

  it('keeps test calls, empty ones and what it does not understand, and tells nobody', async () => {
    const p = await startPipeline();

    await p.post(new Uint8Array());
    await p.post({});
    await p.post({ event_type: 'Test', resource: 'WORKBOOK' });
    await p.post(new Uint8Array([0xff, 0xfe, 0x00]));
    await p.post([1, 2]);
    await p.settle();

    const calls = await p.store.ask('listCalls', { limit: 10 });
    expect(calls.map((c) => c.reading).reverse()).toEqual([
      'empty',
      'empty',
      'test',
      'not-understood',
      'not-understood',
    ]);
    expect(p.sent).toEqual([]);
  });

  it('counts failures in a row and does not repeat itself before the repeat interval', async () => {
    const p = await startPipeline();

    for (const hour of ['12', '13', '14']) await p.post(failedAt(`2026-09-21T${hour}:00:00Z`));
    await p.settle();
    p.clock.advance(4 * HOUR - SECOND);
    await p.settle();
    expect(p.sent).toHaveLength(1);
    p.clock.advance(SECOND);
    await p.settle();

    expect(p.sent.map((s) => s.briefing.items[0]?.streak)).toEqual([1, 3]);
  });

  it('says nothing of what failed and recovered before it could be told, and explains that', async () => {
    const p = await startPipeline(aPolicy({ routes: [aRoute({ groupWait: 10 * SECOND })] }));

    await p.post(failedAt('2026-09-21T12:00:00Z'));
    await p.settle();
    await p.post(succeededAt('2026-09-21T12:00:05Z'));
    await p.settle();
    p.clock.advance(MINUTE);
    await p.settle();

    expect(p.sent).toEqual([]);
    const [incarnation] = await p.store.ask('listIncarnations', { limit: 10 });
    const [member] = await p.store.ask('membersOfIncarnation', { id: incarnation?.id ?? '' });
    const decisions = await p.store.ask('decisionsAbout', { subjectIds: [member?.groupId ?? ''], limit: 10 });
    expect(decisions.map((d) => [d.answer, d.reason])).toEqual([
      ['not-told', 'resolved before it could be told'],
    ]);
  });

  it('replaces a message that was never tried when the alert recovers first', async () => {
    const p = await startPipeline();
    p.answer = () => ({ kind: 'notNow', detail: 'busy' });
    await p.post(failedAt('2026-09-21T12:00:00Z'));
    await p.settle();
    p.answer = () => ({ kind: 'accepted' });

    await p.post(succeededAt('2026-09-21T12:00:03Z'));
    await p.settle();
    p.clock.advance(HOUR);
    await p.settle();

    expect(p.sent.map((s) => s.briefing.kind)).toEqual(['firing']);
    expect((await p.store.ask('listDeliveries', { limit: 10 })).map((d) => d.state)).toEqual(['suppressed']);
  });

  it('tells the recovery after a failure whose outcome is unknown, and repeats that failure at most once', async () => {
    const p = await startPipeline();
    let tries = 0;
    p.answer = () => (++tries === 1 ? { kind: 'unknown', detail: 'no answer' } : { kind: 'accepted' });

    await p.post(failedAt('2026-09-21T12:00:00Z'));
    await p.settle();
    await p.post(succeededAt('2026-09-21T12:30:00Z'));
    await p.settle();
    p.clock.advance(MINUTE);
    await p.settle();

    expect(p.sent.map((s) => s.briefing.kind)).toEqual(['firing', 'firing', 'recovered']);
  });

  it('never opens, closes or tells anything by an event that is older than the last outcome', async () => {
    const p = await startPipeline();

    await p.post(succeededAt('2026-09-21T12:10:00Z'));
    await p.settle();
    await p.post(failedAt('2026-09-21T12:00:00Z'));
    await p.settle();

    expect(p.sent).toEqual([]);
    expect((await p.store.ask('listEvents', { limit: 1 }))[0]?.effect).toBe('late');
  });

  it('lets a late success correct how many failed in a row', async () => {
    const p = await startPipeline();
    for (const at of ['12:00', '13:00', '14:00']) await p.post(failedAt(`2026-09-21T${at}:00Z`));
    await p.settle();

    await p.post(succeededAt('2026-09-21T12:30:00Z'));
    await p.settle();

    const alert = await p.store.ask('alert', {
      id: 'acme/refresh-failed/datasource/d39a37f6-6d98-4692-a93b-92e01f5edbc5',
    });
    expect(alert?.streak).toBe(2);
    expect(alert?.openIncarnationId).toBeDefined();
  });

  it('ends the alert of something that was deleted', async () => {
    const p = await startPipeline();
    await p.post(failedAt('2026-09-21T12:00:00Z'));
    await p.settle();

    await p.post(tableauBody({ event_type: 'DatasourceDeleted', created_at: '2026-09-21T13:00:00Z' }));
    await p.settle();

    expect(p.sent.map((s) => s.briefing.title.untrusted)).toEqual([
      'Failed: Sales Daily',
      'Deleted: Sales Daily',
    ]);
  });

  it('makes notices only for a route that names the event', async () => {
    const startedRoute = aRoute({
      id: 'started',
      match: [equals('event', 'refresh-started')],
      namesEvent: true,
    });
    const p = await startPipeline(aPolicy({ routes: [startedRoute, aRoute({ match: [] })] }));

    await p.post(tableauBody({ event_type: 'DatasourceRefreshStarted' }));
    await p.post(tableauBody({ event_type: 'WorkbookCreated' }));
    await p.post(tableauBody({ event_type: 'SomethingNew' }));
    await p.settle();

    expect(p.sent.map((s) => [s.briefing.kind, s.briefing.title.untrusted])).toEqual([
      ['notice', 'Extract refresh started: Sales Daily'],
    ]);
    const effects = (await p.store.ask('listEvents', { limit: 10 })).map((e) => [e.type, e.effect]);
    expect(effects).toEqual([
      ['SomethingNew', 'untold'],
      ['WorkbookCreated', 'untold'],
      ['DatasourceRefreshStarted', 'notice'],
    ]);
  });

  it('keeps what no route takes as unrouted', async () => {
    const p = await startPipeline(aPolicy({ routes: [] }));

    await p.post(failedAt('2026-09-21T12:00:00Z'));
    await p.settle();

    expect(await p.store.ask('listIncarnations', { limit: 10, unrouted: true })).toHaveLength(1);
  });

  it('shows a delivery that was refused as dead, and does not try it again before the repeat interval', async () => {
    const p = await startPipeline();
    p.answer = () => ({ kind: 'refused', detail: 'HTTP 400' });

    await p.post(failedAt('2026-09-21T12:00:00Z'));
    await p.settle();
    p.clock.advance(HOUR);
    await p.settle();

    expect(p.sent).toHaveLength(1);
    expect(await p.store.ask('listDeliveries', { limit: 10 })).toMatchObject([
      { state: 'dead', detail: 'HTTP 400' },
    ]);
  });

  it('never asks before the time the destination named', async () => {
    const p = await startPipeline();
    const until = (p.clock.now() + 90 * SECOND) as never;
    p.answer = (s) => (s.at < until ? { kind: 'notNow', until, detail: 'HTTP 429' } : { kind: 'accepted' });
    await p.post(failedAt('2026-09-21T12:00:00Z'));
    await p.settle();

    for (let i = 0; i < 100; i++) {
      p.clock.advance(SECOND);
      await p.settle();
    }

    expect(p.sent.map((s) => s.at >= until)).toEqual([false, true]);
  });

  it('gives up after 72 hours, and not by a count', async () => {
    const p = await startPipeline();
    p.answer = () => ({ kind: 'notNow', detail: 'busy' });
    await p.post(failedAt('2026-09-21T12:00:00Z'));

    for (let hour = 0; hour <= 72; hour++) {
      await p.settle();
      p.clock.advance(HOUR);
    }

    expect(p.sent.length).toBeGreaterThan(60);
    const deliveries = await p.store.ask('listDeliveries', { limit: 10 });
    // The alert is still failing and nobody was told: it is told anew.
    expect(deliveries.map((d) => d.state)).toEqual(['pending', 'dead']);
  });

  it('tries again at once after a restart what was under way, once', async () => {
    const p = await startPipeline();
    p.answer = () => new Promise(() => {});
    await p.post(failedAt('2026-09-21T12:00:00Z'));
    await p.settleUntilSent(1);

    p.answer = () => ({ kind: 'accepted' });
    await p.restart();
    await p.settle();

    expect(p.sent).toHaveLength(2);
    const [delivery] = await p.store.ask('listDeliveries', { limit: 10 });
    const attempts = await p.store.ask('attemptsOf', { deliveryId: delivery?.id ?? '' });
    expect(attempts.map((a) => a.outcome)).toEqual(['unknown', 'accepted']);
  });
});
