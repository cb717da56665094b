/** What matchers would hide: of the alerts that are open now, and of those of the last seven days. */
import type { SilenceMatcher } from '../../domain/quiet-records.ts';
import { after, DAY, type Instant } from '../../domain/time/instant.ts';
import type { Incarnation } from '../../domain/records.ts';
import { matches } from '../../domain/routing/route.ts';
import type { Regexes } from '../ports/regex.ts';
import type { Store } from '../ports/store.ts';
import { testsOf } from './silence-holder.ts';

type Hidden = { readonly count: number; readonly of: number; readonly names: readonly string[] };

export type Preview = { readonly now: Hidden; readonly lastWeek: Hidden };

const MOST = 5000;
const MOST_NAMES = 10;

export async function previewSilence(
  { store, regexes }: { readonly store: Pick<Store, 'ask'>; readonly regexes: Regexes },
  matchers: readonly SilenceMatcher[],
  at: Instant,
): Promise<Preview> {
  const match = testsOf(matchers, regexes) ?? [];
  const hiddenIn = (alerts: readonly Incarnation[]): Hidden => {
    const hit = alerts.filter((alert) => matches({ match, except: [] }, alert.labels));
    const names = [...new Set(hit.map((alert) => alert.name))].slice(0, MOST_NAMES);
    return { count: hit.length, of: alerts.length, names };
  };
  const open = await store.ask('openAlerts', { limit: MOST });
  const recent = await store.ask('alertsSince', { since: after(at, -7 * DAY), limit: MOST });
  return { now: hiddenIn(open), lastWeek: hiddenIn(recent) };
}
