/** How often a second "who is on call" is answered: from the table that pages are read from, and by the evaluator itself. */
import { instantAt } from '../src/domain/time/civil.ts';
import { after, DAY, instant, MINUTE } from '../src/domain/time/instant.ts';
import { onCallAt } from '../src/domain/on-call/resolve.ts';
import type { Layer, Schedule } from '../src/domain/on-call/schedule.ts';
import { compileTable, lookUp } from '../src/domain/on-call/table.ts';

const WANTED = 100_000;
const zone = 'Europe/Paris';
const anchor = { date: '2026-01-05', minute: 540 };

function layer(name: string, over: Partial<Layer> & Pick<Layer, 'who'>): Layer {
  return { id: name, name, zone, windows: [], from: undefined, until: undefined, ...over };
}

/** Three layers as teams have them: weekends, nights in turns of twelve hours, weeks. */
const schedule: Schedule = {
  ...{ name: 'data', zone, overrides: [], fallback: [], gapsOk: [], inactive: new Set() },
  layers: [
    layer('weekends', {
      who: { kind: 'fixed', people: ['cyd'] },
      windows: [{ days: new Set(['sat', 'sun']), start: 0, end: 1440 }],
    }),
    layer('nights', {
      who: {
        ...{ kind: 'rotation', zone: 'America/New_York', anchor, shift: 0 },
        ...{ pace: { unit: 'wall-hour', every: 12 }, turns: [['dan'], ['eva']] },
      },
      windows: [{ days: new Set(['mon', 'tue', 'wed', 'thu', 'fri']), start: 1200, end: 480 }],
    }),
    layer('weeks', {
      who: {
        ...{ kind: 'rotation', zone, anchor, shift: 0 },
        ...{ pace: { unit: 'week', every: 1 }, turns: [['ana'], ['ben']] },
      },
    }),
  ],
};

function perSecond(times: number, ask: (at: ReturnType<typeof instant>) => unknown): number {
  const start = performance.now();
  for (let i = 0; i < times; i++) ask(after(from, ((i * 7919) % 86_400) * MINUTE));
  return Math.round((times * 1000) / (performance.now() - start));
}

const from = instantAt({ date: '2026-03-01', minute: 0 }, zone);
const started = performance.now();
const table = compileTable(schedule, from, after(from, 60 * DAY));
const compiled = performance.now() - started;
perSecond(10_000, (at) => lookUp(table, at));
const answers = perSecond(2_000_000, (at) => lookUp(table, at));
console.log(`60 days of three layers: ${table.shifts.length} shifts, compiled in ${compiled.toFixed(1)} ms`);
console.log(`from the table: ${answers} answers a second (wanted: ${WANTED})`);
console.log(`by the evaluator: ${perSecond(2000, (at) => onCallAt(schedule, at))} answers a second`);
if (answers < WANTED) process.exitCode = 1;
