import { expect, it } from 'vitest';
import { startPipeline, type Pipeline, tableauBody } from '../../../test/harness/pipeline.ts';
import { aPagingPolicy, aPerson } from '../../../test/fixtures/escalation.ts';
import { update } from '../../domain/change.ts';
import { after, DAY, HOUR, MINUTE } from '../../domain/time/instant.ts';
import type { Policy } from '../../domain/policy.ts';
import { re2Regexes } from '../../platform/regexes.ts';
import { type ActDeps, actOnLink, type Pressed } from './act-on-link.ts';
import { openLink } from './open-link.ts';
import { silenceHolder } from './silence-holder.ts';

/** The token of a delivery is its id. */
async function desk(over: Partial<Policy> = {}): Promise<{ p: Pipeline; deps: ActDeps; token: string }> {
  const p = await startPipeline(aPagingPolicy(over));
  const { store, clock } = p.deps();
  const silenceDesk = silenceHolder({ store, clock, regexes: re2Regexes });
  await say(p, 'Failed');
  const token = p.sent.find((s) => s.destinationId === '@ana/test')?.deliveryId ?? '';
  const links = {
    deliveryOf: (t: string) => (t === 'forged' ? undefined : t),
    silenceDesk,
    regexes: re2Regexes,
  };
  return { p, deps: { ...p.deps(), ...links }, token };
}

async function say(p: Pipeline, event: string): Promise<void> {
  const created = new Date(p.clock.now()).toISOString();
  await p.post(tableauBody({ event_type: `DatasourceRefresh${event}`, created_at: created }));
  await p.settle();
}

function press(over: Partial<Pressed>): Pressed {
  return {
    act: 'ack',
    who: undefined,
    at: undefined,
    hours: undefined,
    from: undefined,
    remote: '::1',
    ...over,
  };
}

it('is good until a day after the end of its group, and then says that it has expired', async () => {
  const { p, deps, token } = await desk();
  p.clock.advance(HOUR);
  await say(p, 'Succeeded');
  p.clock.advance(DAY);
  expect((await openLink(deps, token)).kind).toBe('open');
  p.clock.advance(MINUTE);
  expect(await openLink(deps, token)).toEqual({ kind: 'expired', title: 'Failed: Sales Daily' });
  expect(await openLink(deps, 'forged')).toEqual({ kind: 'unknown' });
  expect(await actOnLink(deps, token, press({}))).toBe(false);
});

it('belongs to its incarnation: a link of the failure before takes nothing of the one that is open now', async () => {
  const { p, deps, token } = await desk();
  p.clock.advance(HOUR);
  await say(p, 'Succeeded');
  p.clock.advance(HOUR);
  await say(p, 'Failed');
  expect(await actOnLink(deps, token, press({}))).toBe(true);
  const open = p.sent.findLast((s) => s.destinationId === '@ana/test')?.deliveryId ?? '';
  expect(await openLink(deps, open)).toMatchObject({ kind: 'open', escalation: { state: 'running' } });
});

it('passes to the owner whom Tableau names, and says why when nobody can be asked', async () => {
  const { p, deps, token } = await desk();
  await expect(actOnLink(deps, token, press({ act: 'pass' }))).rejects.toThrow(
    'It cannot be passed to its owner',
  );
  const [alert] = await p.store.ask('openAlerts', { limit: 1 });
  const labels = { ...alert?.labels, owner: ['OLGA@acme.example'] };
  await p.store.commit([update('incarnations', alert?.id ?? '', { labels })]);
  await actOnLink(deps, token, press({ act: 'pass' }));
  await actOnLink(deps, token, press({ act: 'pass' }));
  await p.settle();
  expect(p.sent.filter((s) => s.destinationId === '@olga/test')).toHaveLength(1);
});

it('wakes at the next time that their clock shows it', async () => {
  const people = new Map([['ana', aPerson('ana', { timeZone: 'Asia/Tokyo' })]]);
  const { p, deps, token } = await desk({ people });
  await actOnLink(deps, token, press({ act: 'wake', at: '06:30' }));
  const link = await openLink(deps, token);
  const until = link.kind === 'open' ? link.escalation?.ack?.until : undefined;
  // Noon in UTC is 21:00 in Tokyo.
  expect(until).toBe(after(p.clock.now(), 9.5 * HOUR));
});

it('refuses to wake somebody of whom no way is known', async () => {
  const { p, deps } = await desk();
  const channel = p.sent.find((s) => s.destinationId === 'ops/test')?.deliveryId ?? '';
  const wanted = press({ act: 'wake', at: '06:30', who: 'A stranger' });
  await expect(actOnLink(deps, channel, wanted)).rejects.toThrow('Nothing is known by which A stranger');
});
