/** `explain` with the routes in force and at a time that is still to come. */
import { describe, expect, it } from 'vitest';
import { tableauBody } from '../harness/pipeline.ts';
import { startServiceBench } from '../harness/service.ts';

type Line = { at: string; text: string };
type Explained = {
  story: Line[];
  revision: number;
  routes: { name: string; answer: string; why: string }[];
  forecast?: Line[];
};

const ROUTES = `[
  { name: finance, match: { condition: refresh-failed, name: "*Ledger*" }, tell: finance, group_wait: 0s },
  { name: failures, match: { condition: refresh-failed }, tell: ops, group_wait: 30s },
  { name: never, match: { condition: refresh-failed }, tell: finance }]`;

async function explained(body: Readonly<Record<string, unknown>>, query = '') {
  const bench = await startServiceBench(ROUTES);
  await bench.post(tableauBody(body));
  await bench.settled();
  const { items } = await bench.api<{ items: { id: string }[] }>('/events');
  const before = await bench.api<{ items: unknown[] }>('/deliveries');
  const answer = await bench.api<Explained>(`/events/${items[0]?.id}/explanation${query}`);
  expect(await bench.api<{ items: unknown[] }>('/deliveries')).toEqual(before);
  return answer;
}

describe('explain', () => {
  it('shows each route that is asked, and why it takes the event or does not', async () => {
    const { routes, revision } = await explained({});

    expect(revision).toBe(1);
    expect(routes.map((r) => `${r.name} ${r.answer}`)).toEqual(['finance no', 'failures takes']);
    expect(routes[0]?.why).toBe('name is Sales Daily, not *Ledger*');
  });

  it('says what would be decided at a time, waiting included, and sends nothing', async () => {
    const { forecast } = await explained({}, '?at=2030-01-01T03:00:00Z');

    expect(forecast).toMatchObject([
      { at: '2030-01-01T03:00:00.000Z', text: expect.stringMatching(/^routed: route failures .*tells ops/) },
      { at: '2030-01-01T03:00:30.000Z', text: expect.stringMatching(/^told ops\/teams/) },
    ]);
  });

  it('tells at once where the route does not wait', async () => {
    const { forecast } = await explained({ resource_name: 'General Ledger' }, '?at=2030-01-01T03:00:00Z');

    expect(forecast?.map((l) => l.at)).toEqual(Array(2).fill('2030-01-01T03:00:00.000Z'));
    expect(forecast?.[1]?.text).toMatch(/^told finance\/teams/);
  });

  it('says why nobody would be told', async () => {
    const { forecast, routes } = await explained({ event_type: 'WorkbookUpdated' }, '?at=2030-01-01T03:00Z');

    expect(forecast).toMatchObject([{ text: expect.stringMatching(/^not told: no route names this event/) }]);
    expect(routes.every((r) => r.answer === 'no')).toBe(true);
  });

  it('refuses a time without a zone', async () => {
    await expect(explained({}, '?at=tomorrow')).rejects.toThrow('is no time');
  });

  it('does not say of an alert that it was told when it joined what had been told before', async () => {
    const bench = await startServiceBench(
      '[{ name: all, match: { condition: refresh-failed }, tell: ops, group_by: [site], group_wait: 0s }]',
    );
    await bench.post(tableauBody({}));
    await bench.settled();
    await bench.post(tableauBody({ resource_luid: 'another', resource_name: 'Another' }));
    await bench.settled();
    const { items } = await bench.api<{ items: { id: string; name: string }[] }>('/events');
    const story = async (name: string) => {
      const id = items.find((e) => e.name === name)?.id;
      return (await bench.api<Explained>(`/events/${id}/explanation`)).story.map((l) => l.text).join();
    };

    expect(await story('Sales Daily')).toMatch(/told ops\/teams: first notification.*attempt 1/);
    expect(await story('Another')).toMatch(/routed: route all/);
    expect(await story('Another')).not.toMatch(/told ops|attempt/);
    expect(await story('Another')).toMatch(/to come: ops is told then, unless it recovers before/);
  });
});
