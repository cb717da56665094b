/** The schema's history, oldest first. The version of a database is the number of migrations it has had. */
import { first } from './migrations/0001-first.ts';
import { grouping } from './migrations/0012-grouping.ts';
import { quiet } from './migrations/0013-quiet.ts';
import { escalation } from './migrations/0023-escalation.ts';
import { ownTroubles } from './migrations/0002-own-troubles.ts';
import { whatTableauSays } from './migrations/0003-what-tableau-says.ts';
import { catchUp } from './migrations/0004-catch-up.ts';
import { reruns } from './migrations/0021-reruns.ts';
import { onCall } from './migrations/0005-on-call.ts';
import { upkeep } from './migrations/0025-upkeep.ts';
import { handoffs } from './migrations/0035-handoffs.ts';
import { flapping } from './migrations/0033-flapping.ts';
import { storms } from './migrations/0033-storms.ts';
import { dueBySource } from './migrations/0040-due-by-source.ts';
import { digests } from './migrations/0039-digests.ts';
import { shadowIndex } from './migrations/0019-shadow.ts';
import { clock } from './migrations/0043-clock.ts';
import { closingGroups } from './migrations/0044-closing-groups.ts';
import { refreshTimes } from './migrations/0045-refresh-times.ts';
import { deadDeliveries } from './migrations/0045-dead-deliveries.ts';
import { held } from './migrations/0038-held.ts';

export const MIGRATIONS: readonly string[] = [
  first,
  ownTroubles,
  whatTableauSays,
  catchUp,
  onCall,
  grouping,
  quiet,
  escalation,
  reruns,
  upkeep,
  shadowIndex,
  handoffs,
  flapping,
  storms,
  held,
  digests,
  closingGroups,
  clock,
  dueBySource,
  refreshTimes,
  deadDeliveries,
];
