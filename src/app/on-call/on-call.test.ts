import { describe, expect, it } from 'vitest';
import { at } from '../../../test/fixtures/on-call.ts';
import { startOnCallDesk } from '../../../test/harness/on-call-desk.ts';
import { DAY, HOUR, MINUTE } from '../../domain/time/instant.ts';
import { addOverride, type WantedOverride } from './add-override.ts';
import { AppError } from '../errors.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { removeOverride } from './remove-override.ts';
import { rollbackConfig } from '../policy/rollback-config.ts';
import { swapShifts, takeShift } from './take-shift.ts';

const weekly = (list: string, from = '2026-11-02') =>
  `  data: { time_zone: Europe/Paris, weekly: ${list}, handoff: "mon 09:00", from: ${from} }`;
const WEEKLY = weekly('[ana, ben]');

/** Tuesday of ana's week. */
const TUESDAY = '2026-11-03T12:00Z';

const wanted = (over: Partial<WantedOverride>): WantedOverride => ({
  schedule: 'data',
  from: '2026-11-04 09:00',
  to: '2026-11-05 09:00',
  act: { kind: 'replace', remove: 'ana', add: 'cyd' },
  reason: undefined,
  author: 'tester',
  ...over,
});

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => new Error('nothing was refused'),
    (e: unknown) => e,
  );
  if (!(error instanceof AppError)) throw error;
  return [error.message, error.remedy].filter((t) => t !== undefined).join(' → ');
}

describe('an override at run time', () => {
  it('holds from its start to its end, and is gone when it is removed', async () => {
    const { onCall, namesAt } = await startOnCallDesk(TUESDAY, WEEKLY);
    const { overrides, warnings } = await addOverride(onCall, wanted({}));

    expect(warnings).toEqual([]);
    expect([await namesAt('2026-11-04T07:59Z'), await namesAt('2026-11-04T08:00Z')]).toEqual(['ana', 'cyd']);

    await removeOverride(onCall, { id: overrides[0]?.id ?? '', author: 'tester' });

    expect(await namesAt('2026-11-04T08:00Z')).toBe('ana');
  });

  it('never begins in the past, and one that is over is refused', async () => {
    const { onCall } = await startOnCallDesk(TUESDAY, WEEKLY);
    const { overrides } = await addOverride(onCall, wanted({ from: '2026-11-02 10:00' }));

    expect(overrides[0]?.startsAt).toBe(at(TUESDAY));
    expect(await refusal(addOverride(onCall, wanted({ from: '2026-11-02', to: '2026-11-03' })))).toContain(
      'over already',
    );
  });

  it('without a schedule is time off in all of them, in the zone of who takes it', async () => {
    const { onCall, namesAt } = await startOnCallDesk(
      TUESDAY,
      `${WEEKLY}\n  other: { time_zone: UTC, always: [ana, ben] }`,
    );
    const off = wanted({ schedule: undefined, act: { kind: 'remove', remove: 'ana' } });
    const { warnings } = await addOverride(onCall, off);

    expect(await namesAt('2026-11-04T12:00Z')).toBe('nobody: an override takes them off call');
    expect(await namesAt('2026-11-04T12:00Z', 'other')).toBe('ben');
    expect(warnings).toEqual([
      'it leaves nobody on call in data from Wed 2026-11-04 10:00 (+01:00) to Thu 2026-11-05 10:00 (+01:00)',
    ]);
    expect(await refusal(addOverride(onCall, wanted({ schedule: undefined })))).toContain(
      'in which schedule',
    );
  });

  it('warns of one that it overlaps and of one that lasts too long', async () => {
    const { onCall } = await startOnCallDesk(TUESDAY, WEEKLY);
    await addOverride(onCall, wanted({}));
    const { warnings } = await addOverride(
      onCall,
      wanted({ to: '2028-01-01', act: { kind: 'replace', remove: 'ana', add: 'ben' } }),
    );

    expect(warnings[0]).toBe('it lasts longer than a year');
    expect(warnings[1]).toMatch(
      /^it overlaps .* \(cyd stands in for ana, from Wed 2026-11-04 09:00 \(\+01:00\)\)/,
    );
  });

  it('says when it was to begin in the past, and what two of the same person come to', async () => {
    const { onCall, namesAt } = await startOnCallDesk(TUESDAY, WEEKLY);
    const begun = await addOverride(onCall, wanted({ from: '2026-11-02 09:00', to: '2026-11-05 09:00' }));
    const off = await addOverride(
      onCall,
      wanted({ to: '2026-11-05 09:00', act: { kind: 'remove', remove: 'ana' } }),
    );

    expect(begun.warnings[0]).toBe('it begins now: what has been is recorded and stays as it was');
    expect(begun.overrides[0]?.startsAt).toBe(at(TUESDAY));
    expect(off.warnings[0]).toMatch(/; whoever stands in for them is on call$/);
    expect(await namesAt('2026-11-04T12:00Z')).toBe('cyd');
  });

  it('refuses who does not exist, a doubtful time, and what stands in the configuration', async () => {
    const { onCall } = await startOnCallDesk(TUESDAY, WEEKLY);

    expect(await refusal(addOverride(onCall, wanted({ act: { kind: 'add', add: 'zoe' } })))).toBe(
      'there is no person "zoe" → there are ana, ben, cyd',
    );
    expect(await refusal(addOverride(onCall, wanted({ schedule: 'dta' })))).toBe(
      'there is no schedule "dta" → did you mean "data"?',
    );
    expect(await refusal(addOverride(onCall, wanted({ to: '2027-10-31 02:30' })))).toContain(
      'write 2027-10-31T02:30+02:00 for the first, or 2027-10-31T02:30+01:00 for the second',
    );
    expect(await refusal(removeOverride(onCall, { id: 'document-1', author: 'x' }))).toContain(
      'stands in the configuration',
    );
    expect(await refusal(removeOverride(onCall, { id: 'nope', author: 'x' }))).toContain('no override');
  });

  it('outlives a restart', async () => {
    const { onCall, deps, namesAt } = await startOnCallDesk(TUESDAY, WEEKLY);
    await addOverride(onCall, wanted({}));
    await loadPolicy(deps);

    expect(await namesAt('2026-11-04T12:00Z')).toBe('cyd');
  });
});

describe('taking and swapping shifts', () => {
  it('"I take this shift" is what is left of it', async () => {
    const { onCall, namesAt } = await startOnCallDesk(TUESDAY, WEEKLY);
    const { overrides } = await takeShift(onCall, {
      schedule: 'data',
      person: 'cyd',
      at: undefined,
      reason: 'ana is ill',
      author: 'cyd',
    });

    expect(overrides).toMatchObject([
      {
        startsAt: at(TUESDAY),
        endsAt: at('2026-11-09T08:00Z'),
        act: { kind: 'replace', remove: 'ana', add: 'cyd' },
      },
    ]);
    expect([await namesAt('2026-11-09T07:59Z'), await namesAt('2026-11-09T08:00Z')]).toEqual(['cyd', 'ben']);
  });

  it('a shift that somebody stands in for is taken from them', async () => {
    const { onCall, clock, namesAt } = await startOnCallDesk(TUESDAY, WEEKLY);
    await addOverride(onCall, wanted({}));
    clock.advance(MINUTE);
    await takeShift(onCall, {
      schedule: 'data',
      person: 'ben',
      at: '2026-11-04 12:00',
      reason: undefined,
      author: 'ben',
    });

    expect(await namesAt('2026-11-04T12:00Z')).toBe('ben');
    expect(
      await refusal(
        takeShift(onCall, {
          schedule: 'data',
          person: 'ana',
          at: '2026-11-04 12:00',
          reason: undefined,
          author: 'x',
        }),
      ),
    ).toContain('take that back: tabduty overrides remove');
  });

  it('two shifts are swapped in one step', async () => {
    const { onCall, namesAt } = await startOnCallDesk(TUESDAY, WEEKLY);
    const swap = { schedule: 'data', at: '2026-11-10', with: '2026-11-17', reason: undefined, author: 'x' };
    await swapShifts(onCall, swap);

    expect(
      await Promise.all(
        ['2026-11-09T08:00Z', '2026-11-16T08:00Z', '2026-11-23T08:00Z'].map((t) => namesAt(t)),
      ),
    ).toEqual(['ana', 'ben', 'ben']);
    expect(await refusal(swapShifts(onCall, { ...swap, with: '2026-11-11' }))).toContain('nothing to swap');
  });

  it('refuses a shift that nobody has, that is over, that has no end, or that they have already', async () => {
    const { onCall } = await startOnCallDesk(
      TUESDAY,
      `${weekly('[ana]')}\n  empty: { time_zone: UTC, always: [ben], from: 2026-12-01 }`,
    );
    const take = (schedule: string, person: string, when?: string) =>
      refusal(takeShift(onCall, { schedule, person, at: when, reason: undefined, author: 'x' }));

    expect(await take('empty', 'ana')).toContain('fill the gap: tabduty overrides add --schedule empty');
    expect(await take('data', 'cyd', '2026-11-01')).toContain('is over');
    expect(await take('data', 'cyd')).toContain('no end within 62 days');
    expect(await take('empty', 'ben', '2026-12-02')).toContain('no end within 62 days');
  });
});

describe('an edit of a rotation', () => {
  it('keeps who is on call; the order goes on from there', async () => {
    const { configure, namesAt, deps } = await startOnCallDesk(TUESDAY, WEEKLY);
    await configure(weekly('[cyd, ben, ana]'));
    const weeks = () =>
      Promise.all(['2026-11-04T12:00Z', '2026-11-09T08:00Z', '2026-11-16T08:00Z'].map((t) => namesAt(t)));

    expect(await weeks()).toEqual(['ana', 'cyd', 'ben']);

    await loadPolicy(deps);

    expect(await weeks()).toEqual(['ana', 'cyd', 'ben']);
  });

  it('that takes out who is on call hands over to the next in order at once', async () => {
    const { configure, namesAt } = await startOnCallDesk(TUESDAY, weekly('[ana, ben, cyd]'));
    await configure(weekly('[cyd, ben]'));

    expect([await namesAt(TUESDAY), await namesAt('2026-11-09T08:00Z')]).toEqual(['ben', 'cyd']);
  });

  it('with another first day begins as it is written', async () => {
    const { configure, namesAt } = await startOnCallDesk(TUESDAY, WEEKLY);
    await configure(weekly('[cyd, ben, ana]', '2026-10-26'));

    expect(await namesAt('2026-11-04T12:00Z')).toBe('ben');
  });

  it('that is applied twice, or rolled back, is no change', async () => {
    const { configure, namesAt, deps, onCall } = await startOnCallDesk(TUESDAY, WEEKLY);
    await configure(weekly('[cyd, ben, ana]'));
    const before = onCall.policy.current();

    expect(await configure(weekly('[cyd, ben, ana]'))).toMatchObject({ changed: false });
    expect(onCall.policy.current().schedules).toEqual(before.schedules);

    await rollbackConfig(deps, { number: 1, author: 'x', note: undefined });

    expect([await namesAt(TUESDAY), await namesAt('2026-11-09T08:00Z')]).toEqual(['ana', 'ben']);
  });
});

describe('nobody on call', () => {
  it('is reported a day before the gap begins, once, and its end when it is filled', async () => {
    const { clock, openReports, watch, onCall } = await startOnCallDesk(
      TUESDAY,
      '  data: { time_zone: Europe/Paris, always: [ana], until: 2026-11-05 }',
    );
    const { nextDue } = await watch();

    expect(await openReports()).toEqual([]);
    expect(nextDue).toBe(at('2026-11-03T23:00Z'));

    clock.advance((nextDue ?? 0) - clock.now());
    await watch();
    clock.advance(HOUR);
    await watch();

    expect(await openReports()).toEqual([
      'data: nobody is on call from Thu 2026-11-05 00:00 (+01:00): no layer is active',
    ]);

    await addOverride(
      onCall,
      wanted({ from: '2026-11-05', to: '2026-12-05', act: { kind: 'add', add: 'ben' } }),
    );
    await watch();

    expect(await openReports()).toEqual([]);
  });

  it('ends with its schedule', async () => {
    const { configure, openReports, watch } = await startOnCallDesk(
      TUESDAY,
      '  data: { time_zone: UTC, always: [ana], until: 2026-11-03 }',
    );
    await watch();

    expect(await openReports()).toEqual(['data: nobody is on call now: no layer is active']);

    await configure('  other: { time_zone: UTC, always: [ana] }');
    await watch();

    expect(await openReports()).toEqual([]);
  });
});

describe('history', () => {
  it('is written at each change with the revision, and an edit later changes nothing of it', async () => {
    const { clock, configure, history, startRecorder, onCall } = await startOnCallDesk(TUESDAY, WEEKLY);
    const record = startRecorder();
    const { nextDue } = await record();
    clock.advance((nextDue ?? 0) - clock.now());
    await record();
    clock.advance(DAY);
    await configure(weekly('[cyd]', '2026-10-26'));
    await record();

    expect(nextDue).toBe(at('2026-11-09T08:00Z'));
    expect(await history('2026-11-01T00:00Z', '2026-11-12T00:00Z')).toEqual([
      '11-03T12:00Z ana',
      '11-09T08:00Z ben',
      '11-10T08:00Z cyd',
    ]);
    const rows = await onCall.store.ask('recordedShifts', {
      schedule: 'data',
      from: at(TUESDAY),
      to: at('2026-12-01T00:00Z'),
      limit: 9,
    });
    expect(rows.map((r) => r.revision)).toEqual([1, 1, 2]);
  });

  it('has the true times of handoffs that nobody was there to write down', async () => {
    const { clock, history, startRecorder } = await startOnCallDesk(TUESDAY, WEEKLY);
    await startRecorder()();
    clock.advance(15 * DAY);
    await startRecorder()();
    await startRecorder()();

    expect(await history('2026-11-01T00:00Z')).toEqual([
      '11-03T12:00Z ana',
      '11-09T08:00Z ben',
      '11-16T08:00Z ana',
    ]);
  });

  it('has an override from when it was made, and not from when its maker would have liked', async () => {
    const { clock, history, startRecorder, onCall } = await startOnCallDesk(TUESDAY, WEEKLY);
    const record = startRecorder();
    await record();
    clock.advance(2 * HOUR);
    await addOverride(onCall, wanted({ from: '2026-11-03 13:30', to: '2026-11-03 16:00' }));
    await record();
    clock.advance(2 * HOUR);
    await record();

    expect(await history('2026-11-03T00:00Z')).toEqual([
      '11-03T12:00Z ana',
      '11-03T14:00Z cyd',
      '11-03T15:00Z ana',
    ]);
  });

  it('says when a schedule was removed, once, and goes on into what is to come', async () => {
    const { clock, configure, history, startRecorder } = await startOnCallDesk(
      TUESDAY,
      `${WEEKLY}\n  other: { time_zone: UTC, always: [ben] }`,
    );
    const record = startRecorder();
    await record();
    clock.advance(HOUR);
    await configure(WEEKLY);
    await record();
    clock.advance(HOUR);
    await record();
    await configure(`${WEEKLY}\n  other: { time_zone: UTC, always: [ben] }`);
    await record();

    expect(await history('2026-11-03T00:00Z', '2026-11-04T00:00Z', 'other')).toEqual([
      '11-03T12:00Z ben',
      '11-03T13:00Z nobody: the schedule was removed',
      '11-03T14:00Z ben',
    ]);
  });
});
