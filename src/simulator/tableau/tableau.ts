/** Starts the simulated Tableau: REST API, refreshes, webhooks, and the page to watch and disturb them. */
import type { Clock } from '../../app/ports/clock.ts';
import type { Log } from '../../app/ports/log.ts';
import { type Millis, after } from '../../domain/time/instant.ts';
import { systemClock } from '../../platform/clock.ts';
import { Agenda } from './agenda.ts';
import { serveBeside } from './beside.ts';
import { buildWorld } from './build-world.ts';
import { CallLog } from './call-log.ts';
import type { Company } from './company.ts';
import { DEMO_COMPANY } from './company-demo.ts';
import { SMALL_COMPANY } from './company-small.ts';
import { TableauControl } from './control.ts';
import { Faults } from './faults.ts';
import { addHistory } from './history.ts';
import { Limits } from './limits.ts';
import { type Pace, REAL_PACE } from './pace.ts';
import type { Parts } from './parts.ts';
import { Refreshes } from './refresh.ts';
import { Schedules } from './schedule.ts';
import { chance } from '../shared/seed.ts';
import { Sender } from './sender.ts';
import { openServer } from './server.ts';
import { type Password, type PatOptions, Sessions } from './sessions.ts';
import { type Switches, switchesWith } from './switches.ts';
import type { World } from './world.ts';

export type TableauSimulatorOptions = {
  /** 0 takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly seed?: number | string;
  readonly clock?: Clock;
  readonly company?: 'demo' | 'small' | Company;
  readonly pats: readonly PatOptions[];
  /** Users who may sign in by password, on a Server. */
  readonly passwords?: readonly Password[];
  readonly switches?: Partial<Switches>;
  /** Whether schedules run by themselves. */
  readonly autoRun?: boolean;
  readonly pace?: Pace;
  /** How far back finished jobs reach that ran before the start; no webhook hears of them. */
  readonly history?: Millis;
  readonly log?: Log;
};

export type TableauSimulator = {
  readonly url: string;
  readonly control: TableauControl;
  readonly close: () => Promise<void>;
};

export async function startTableauSimulator(options: TableauSimulatorOptions): Promise<TableauSimulator> {
  const pace = options.pace ?? REAL_PACE;
  const { parts, atAddress } = assemble(options, pace);
  addHistory(parts.world, options.history ?? 0, parts.clock.now(), chance(options.seed ?? 1, 'history'));
  const control = new TableauControl(parts);
  const host = options.host ?? '127.0.0.1';
  const listener = await openServer(parts, serveBeside(control), host, options.port ?? 0);
  atAddress(listener.url);
  parts.schedules.start();
  if (pace.firstFailureAfter !== undefined) failSoon(parts, pace.firstFailureAfter);
  return {
    url: listener.url,
    control,
    close: async () => {
      parts.agenda.close();
      await listener.close();
      await parts.sender.outbound.close();
    },
  };
}

function assemble(
  options: TableauSimulatorOptions,
  pace: Pace,
): { parts: Parts; atAddress: (url: string) => void } {
  const { seed = 1, clock = systemClock, log } = options;
  let address = '';
  const switches = switchesWith(options.switches ?? {});
  const world = buildWorld(companyOf(options.company), pace, chance(seed, 'world'), clock.now());
  const agenda = new Agenda(clock);
  const ids = chance(seed, 'ids');
  const sender = new Sender({ clock, agenda, world, switches, chance: chance(seed, 'sender'), log });
  const habits = chance(seed, 'habits');
  const refreshes = new Refreshes({ clock, agenda, world, sender, switches, habits, ids });
  const parts: Parts = {
    clock,
    agenda,
    world,
    sessions: new Sessions(
      { clock, world, switches, chance: chance(seed, 'sessions') },
      options.pats,
      options.passwords,
    ),
    sender,
    refreshes,
    schedules: new Schedules({ clock, agenda, refreshes, world, autoRun: options.autoRun ?? false }),
    faults: new Faults(),
    limits: new Limits(),
    calls: new CallLog(),
    switches,
    ids,
    log,
    baseUrl: () => address,
  };
  return { parts, atAddress: (url) => (address = url) };
}

function companyOf(company: TableauSimulatorOptions['company'] = 'demo'): Company {
  if (company === 'demo') return DEMO_COMPANY;
  return company === 'small' ? SMALL_COMPANY : company;
}

/** The first content that is bound to fail does so now rather than when its schedule comes round. */
function failSoon({ world, schedules, clock }: Parts, wait: Millis): void {
  const first = firstToFail(world);
  if (first?.task === undefined) return;
  if (first.habit.kind === 'spells') first.goodRuns = first.habit.every;
  first.badRuns = 0;
  first.task.consecutiveFailed = 0;
  schedules.runAt(first, first.task, after(clock.now(), Math.max(0, wait - first.takes)));
}

function firstToFail({ contents }: World): World['contents'][number] | undefined {
  return contents.find(({ habit, task }) => habit.kind === 'spells' && task !== undefined);
}
