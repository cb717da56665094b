/** What the simulated Tableau is made of, as its routes and its control see it. */
import type { Clock } from '../../app/ports/clock.ts';
import type { Log } from '../../app/ports/log.ts';
import type { Agenda } from './agenda.ts';
import type { CallLog } from './call-log.ts';
import type { Faults } from './faults.ts';
import type { Limits } from './limits.ts';
import type { Refreshes } from './refresh.ts';
import type { Schedules } from './schedule.ts';
import type { Chance } from '../shared/seed.ts';
import type { Sender } from './sender.ts';
import type { Sessions } from './sessions.ts';
import type { Switches } from './switches.ts';
import type { World } from './world.ts';

export type Parts = {
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly world: World;
  readonly sessions: Sessions;
  readonly sender: Sender;
  readonly refreshes: Refreshes;
  readonly schedules: Schedules;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly calls: CallLog;
  readonly switches: Switches;
  readonly ids: Chance;
  readonly log: Log | undefined;
  /** The address that links to content begin with. */
  readonly baseUrl: () => string;
};
