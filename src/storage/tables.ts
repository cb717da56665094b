/** All tables by name. */
import type { TableName } from '../domain/records.ts';
import type { TableSpec } from './column.ts';
import { alerts, decisions, groups, held, incarnations, members, silences, told } from './tables/alerts.ts';
import { reruns } from './tables/actions.ts';
import { attempts, deliveries, lanes, notifications } from './tables/deliveries.ts';
import { audit, facts, revisions, secrets } from './tables/installation.ts';
import { calls, watermarks, events, hooks } from './tables/intake.ts';
import { escalations, switches } from './tables/escalations.ts';
import { digests, handoffs, overrides, shifts } from './tables/on-call.ts';
import { contents, reasons, refreshes } from './tables/tableau.ts';

export const TABLES: { readonly [T in TableName]: TableSpec<T> } = {
  calls,
  events,
  alerts,
  incarnations,
  groups,
  members,
  told,
  notifications,
  deliveries,
  attempts,
  lanes,
  decisions,
  revisions,
  secrets,
  overrides,
  shifts,
  audit,
  hooks,
  facts,
  silences,
  held,
  watermarks,
  escalations,
  switches,
  handoffs,
  digests,
  contents,
  reasons,
  reruns,
  refreshes,
};
