/** Everything that has to do with who is on call, on SQLite in memory and a clock that is set by hand. */
import { acceptConfig } from '../../src/app/policy/accept-config.ts';
import { type OnCallBook, onCallBook } from '../../src/app/on-call/on-call-book.ts';
import { recordShifts } from '../../src/app/on-call/record-shifts.ts';
import { tellOnCall, tellShifts } from '../../src/app/on-call/tell-on-call.ts';
import { watchGaps } from '../../src/app/on-call/watch-gaps.ts';
import { isoOf } from '../../src/domain/time/instant.ts';
import { checkConfig } from '../../src/config/check.ts';
import { checkDeps, withSchedules } from '../fixtures/config.ts';
import { at, namesOf, shortIso } from '../fixtures/on-call.ts';
import { startConfigDesk } from './config.ts';

/** A desk at a moment, with schedules as they are written below `schedules:`. */
export async function startOnCallDesk(now: string, schedules: string) {
  const desk = startConfigDesk();
  const { clock, store } = desk;
  const check = (text: string, revision: number) => checkConfig(text, checkDeps({ revision }));
  const deps = { ...desk.deps, check };
  clock.step(at(now) - clock.now());
  const { ids, holder } = deps;
  const book: OnCallBook = onCallBook({ store, policy: holder });
  const onCall = { store, clock, ids, policy: holder, book };
  const { registry, templates } = checkDeps();
  const silences = { current: () => [] };
  const watch = watchGaps({ ...onCall, silences, registry, templates, chance: () => 0.5 });
  const configure = async (text: string) => {
    const answer = await acceptConfig(deps, {
      ...{ text: withSchedules(text), author: 'tester', note: undefined, base: undefined, action: 'apply' },
    });
    if (!answer.ok) throw new Error(answer.faults.map((f) => `${f.path} ${f.message}`).join('\n'));
    return answer;
  };
  await configure(schedules);
  /** A process of its own: it does not remember what another one has looked at. */
  const startRecorder = () => {
    const record = recordShifts({ ...onCall });
    return () => record(clock.now());
  };
  return {
    ...{ clock, deps },
    onCall,
    configure,
    startRecorder,
    watch: () => watch(clock.now()),
    async openReports() {
      const open = await store.ask('listIncarnations', { source: 'tabduty', state: 'open', limit: 9 });
      return open.map((i) => `${i.name}: ${i.trouble?.detail}`);
    },
    async namesAt(iso: string, schedule = 'data') {
      const [told] = await tellOnCall(onCall, at(iso), schedule);
      return told === undefined ? undefined : namesOf(told.who);
    },
    async history(from: string, to = isoOf(clock.now()), schedule = 'data') {
      const { shifts } = await tellShifts(onCall, schedule, at(from), at(to));
      return shifts.map((s) => `${shortIso(s.from).slice(5)} ${namesOf(s.who)}`);
    },
  };
}
