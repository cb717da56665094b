/** What is still to come in a story: what waits, for what, and until when. */
import type { Instant } from '../../domain/time/instant.ts';
import type { Delivery, Group, Incarnation, Lane, Member } from '../../domain/records.ts';
import type { Store } from '../ports/store.ts';
import { readSendingGate } from '../pipeline/sending-gate.ts';
import type { StoryLine } from './story-words.ts';

type Deps = { readonly store: Pick<Store, 'ask'> };

/** `told`: some message told of it. */
export function groupToCome(group: Group, member: Member, told: boolean): readonly StoryLine[] {
  const { dueAt: at, settings, state } = group;
  if (state === 'ended' || at === undefined || member.state !== 'firing') return [];
  const where = `${settings.path}, line ${settings.line}`;
  if (member.quiet !== undefined)
    return [toCome(at, `looked at again, whether it is still kept quiet: ${member.quiet.reason}`)];
  if (!told)
    return [
      toCome(
        at,
        `${settings.receiver} is told then, unless it recovers before or a rule keeps it quiet (${where})`,
      ),
    ];
  return [];
}

export function labelToCome({ stage, dueAt, state }: Incarnation): readonly StoryLine[] {
  if (stage !== 'label' || dueAt === undefined || state === 'ended') return [];
  return [toCome(dueAt, 'routed then at the latest, with what Tableau has said of it by then')];
}

export async function deliveryToCome({ store }: Deps, delivery: Delivery): Promise<readonly StoryLine[]> {
  const { state, dueAt, destinationId } = delivery;
  if (state === 'claimed' && delivery.claimedAt !== undefined)
    return [{ at: delivery.claimedAt, text: `${destinationId}: it is being sent` }];
  if (state !== 'pending' || dueAt === undefined) return [];
  const lane = await store.ask('lane', { id: delivery.lane });
  const at = lane?.notBefore !== undefined && lane.notBefore > dueAt ? lane.notBefore : dueAt;
  return [toCome(at, `next attempt to ${destinationId}${whyLaneWaits(lane)}`)];
}

function whyLaneWaits(lane: Lane | undefined): string {
  if (lane === undefined || lane.failures === 0) return '';
  const said = lane.detail === undefined ? '' : ` (${lane.detail})`;
  return lane.breaker === 'open'
    ? `, which does not work until somebody mends it${said}; what waits is sent or summed up afterwards`
    : `, which has failed ${lane.failures === 1 ? 'once' : `${lane.failures} times in a row`}${said}`;
}

/** After a restore nothing of what is to come goes out. */
export async function pauseLine({ store }: Deps): Promise<readonly StoryLine[]> {
  const pause = (await readSendingGate(store)).pause();
  const text =
    'sending is paused after a restore: what is to come is decided, and goes out after "tabduty resume"';
  return pause === undefined ? [] : [{ at: pause.since, text }];
}

export function isToCome({ text }: StoryLine): boolean {
  return text.startsWith(TO_COME);
}

const TO_COME = 'to come: ';

function toCome(at: Instant, text: string): StoryLine {
  return { at, text: `${TO_COME}${text}` };
}
