/** What a briefing says from Tableau's own knowledge: project, owner, reason and page of an item, and its schedule. */
import type { BriefingFact, BriefingItem } from './briefing.ts';
import { reasonFor } from '../sites/cause.ts';
import { contentIdOf } from '../sites/content.ts';
import type { Instant } from '../time/instant.ts';
import type { Detail } from '../policy.ts';
import type { Incarnation } from '../records.ts';
import type { Impact, Reason, Rerun } from '../tableau-records.ts';
import { rerunText } from '../sites/rerun.ts';
import { untrusted } from './untrusted.ts';
import type { World } from '../world.ts';

export type TableauKnows = Pick<World, 'reasons' | 'contents' | 'reruns'>;

/** After so many failures in a row Tableau stops the schedule, silently. */
const SUSPENDED_AT = 5;
const SHOWN_WORKBOOKS = 5;

export function factsOfItem(
  incarnation: Incarnation,
  { reasons, contents }: TableauKnows,
  detail: Detail,
): Pick<BriefingItem, 'project' | 'owner' | 'reason' | 'url'> {
  const content = contents.get(contentIdOf(incarnation) ?? '');
  const known = reasons.get(incarnation.id);
  const isOpen = incarnation.state === 'open';
  const reason = known === undefined || !isOpen ? undefined : reasonFor(known, detail);
  const owner = content?.owner[0];
  // A page that is gone leads nowhere.
  const url = content?.deletedAt === undefined ? content?.url : undefined;
  return {
    ...(content?.project === undefined ? {} : { project: untrusted(content.project) }),
    ...(owner === undefined ? {} : { owner: untrusted(owner) }),
    ...(reason === undefined ? {} : { reason: untrusted(reason) }),
    ...(url === undefined ? {} : { url }),
  };
}

/** For one failing item only: of several, each has a schedule of its own. */
export function scheduleFacts(
  [only, ...others]: readonly Incarnation[],
  { reasons, reruns }: TableauKnows,
): readonly BriefingFact[] {
  if (only === undefined || others.length > 0 || only.state !== 'open') return [];
  const known = reasons.get(only.id);
  const own = [...reruns.values()].filter((rerun) => rerun.incarnationId === only.id);
  return [
    ...rerunFact(own),
    ...(known === undefined ? [] : [...suspension(known), ...times(known), ...impact(known.impact)]),
  ];
}

/** The newest of several. */
function rerunFact(reruns: readonly Rerun[]): readonly BriefingFact[] {
  const [newest] = reruns.toSorted((a, b) => b.wantedAt - a.wantedAt);
  return newest === undefined ? [] : [{ title: 'Rerun', value: untrusted(`It ${rerunText(newest)}`) }];
}

function suspension({ consecutiveFailed: failed }: Reason): readonly BriefingFact[] {
  if (failed === undefined || failed === 0) return [];
  if (failed >= SUSPENDED_AT)
    return [{ title: 'Schedule', value: `suspended by Tableau after ${failed} failures in a row` }];
  return [{ title: 'Schedule', value: `${failed} of ${SUSPENDED_AT} failures before Tableau suspends it` }];
}

function times({ nextRunAt, lastSuccessAt }: Reason): readonly BriefingFact[] {
  const fact = (title: string, at: Instant | undefined) =>
    at === undefined ? [] : [{ title, value: { at } }];
  return [...fact('Last success', lastSuccessAt), ...fact('Next run', nextRunAt)];
}

function impact(known: Impact | undefined): readonly BriefingFact[] {
  if (known === undefined) return [];
  if (known.kind === 'not-available') return [{ title: 'Used by', value: `not known (${known.why})` }];
  if (known.count === 0) return [{ title: 'Used by', value: 'no workbook' }];
  const shown = known.workbooks.slice(0, SHOWN_WORKBOOKS);
  const named = shown
    .map(({ name, owner }) => (owner === undefined ? name : `${name} (${owner})`))
    .join(', ');
  const more = known.count - shown.length;
  const rest = more > 0 ? ` and ${more} more` : '';
  return [{ title: 'Used by', value: untrusted(`${named}${rest}`) }];
}
