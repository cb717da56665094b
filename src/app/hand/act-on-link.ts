/** What somebody does behind a link: acknowledge, be woken, pass on, escalate or silence. Done twice is done once. */
import type { Actor } from '../../domain/people-records.ts';
import { nextWallTime, parseWallTime, WEEKDAYS } from '../../domain/time/civil.ts';
import { ACK_FOR } from '../../domain/paging/escalation.ts';
import type { Hand } from '../../domain/paging/in-hand.ts';
import { after, HOUR, type Instant } from '../../domain/time/instant.ts';
import type { Person } from '../../domain/policy.ts';
import { addSilence, type SilenceDeps } from './add-silence.ts';
import { AppError } from '../errors.ts';
import { askedOf } from './asked-of.ts';
import { firingOf, type LinkDeps, type OpenedLink, openLink } from './open-link.ts';
import { type HandDeps, lookAgain, takeInHand } from './take-in-hand.ts';

export type LinkAct = 'ack' | 'wake' | 'pass' | 'escalate' | 'silence';

export type Pressed = {
  readonly act: LinkAct;
  /** Who they say they are; a person's link need not ask. */
  readonly who: string | undefined;
  /** "06:30" */
  readonly at: string | undefined;
  readonly hours: number | undefined;
  /** The call that was next when the page was shown. */
  readonly from: number | undefined;
  /** The address that pressed it. */
  readonly remote: string;
};

export type ActDeps = LinkDeps &
  HandDeps &
  Omit<SilenceDeps, 'silences'> & {
    readonly silenceDesk: SilenceDeps['silences'];
  };

/** What can be done with a group. */
type GroupHand = Exclude<Hand, { readonly kind: 'resolve' }>;

const LONGEST_NAME = 60;

/** False where the link opens nothing any more. */
export async function actOnLink(deps: ActDeps, token: string, pressed: Pressed): Promise<boolean> {
  const link = await openLink(deps, token);
  if (link.kind !== 'open') return false;
  if (firingOf(link).length === 0) return true;
  const by = actorOf(deps, link, pressed);
  if (pressed.act === 'silence') await silence(deps, link, by, pressed);
  else
    for (const groupId of [link.group.id, ...link.others])
      await takeInHand(
        deps,
        [groupId],
        { ...handOf(deps, link, by, pressed), groupId },
        `from ${pressed.remote}`,
      );
  return true;
}

function actorOf({ policy }: ActDeps, link: OpenedLink, { who }: Pressed): Actor {
  const { people } = policy.current();
  const via = `link ${link.delivery.destinationId}`;
  const known = link.person === undefined ? undefined : people.get(link.person);
  if (known !== undefined) return { name: known.name, person: known.slug, claimed: false, via };
  if (link.mailedTo !== undefined) return { name: link.mailedTo, person: undefined, claimed: false, via };
  const said = who?.trim().slice(0, LONGEST_NAME) ?? '';
  if (said === '')
    throw new AppError('wrong-use', 'Say who you are first', { remedy: 'choose your name, or write it' });
  const person = people.get(said);
  return { name: person?.name ?? said, person: person?.slug, claimed: true, via };
}

function handOf(deps: ActDeps, link: OpenedLink, by: Actor, pressed: Pressed): GroupHand {
  const at = deps.clock.now();
  const groupId = link.group.id;
  const taken = { kind: 'acknowledge', groupId, by, to: undefined } as const;
  switch (pressed.act) {
    case 'ack':
    case 'silence':
      return { ...taken, as: 'ack', until: after(at, ACK_FOR) };
    case 'wake':
      return { ...taken, as: 'wake', until: wakeAt(deps, link, by, pressed.at) };
    case 'pass': {
      return { ...taken, as: 'pass', to: askedOf(link.owner), until: undefined };
    }
    case 'escalate':
      return { kind: 'escalate', groupId, by, from: pressed.from };
  }
}

/** Whose clock a time is read by; the page says so beside the field. */
export function wakeZone(person: Pick<Person, 'timeZone'> | undefined, { notification }: OpenedLink): string {
  return person?.timeZone ?? notification.briefing.zone;
}

/** The next time at which a clock where they live shows it. */
function wakeAt(deps: ActDeps, link: OpenedLink, by: Actor, given: string | undefined): Instant {
  const minute = parseWallTime(given ?? '');
  if (minute === undefined)
    throw new AppError('wrong-use', 'That is no time', { remedy: 'write it as 06:30' });
  const person = by.person === undefined ? undefined : deps.policy.current().people.get(by.person);
  if (person === undefined || person.ways.length === 0)
    throw new AppError('wrong-use', `Nothing is known by which ${by.name} could be woken`, {
      remedy: 'acknowledge it instead, or ask for ways: in the configuration',
    });
  const zone = wakeZone(person, link);
  const now = deps.clock.now();
  return nextWallTime(minute, new Set(WEEKDAYS), zone, now) ?? after(now, ACK_FOR);
}

/** Exactly what fires now, by site, condition and name. */
async function silence(
  deps: ActDeps,
  link: OpenedLink,
  by: Actor,
  { hours, remote }: Pressed,
): Promise<void> {
  if (hours !== 1 && hours !== 8) throw new AppError('wrong-use', 'A silence is for 1 or for 8 hours');
  const firing = firingOf(link);
  const match = {
    source: [...new Set(firing.map((a) => a.source))].map(literal),
    condition: [...new Set(firing.map((a) => a.condition))].map(literal),
    name: [...new Set(firing.map((a) => a.name))].map(literal),
  };
  const until = after(deps.clock.now(), hours * HOUR);
  const wanted = JSON.stringify(Object.entries(match));
  const there = (await deps.store.ask('silences', { endingAfter: deps.clock.now(), limit: 500 })).some(
    (s) =>
      JSON.stringify(s.matchers.map((m) => [m.label, m.patterns])) === wanted &&
      s.until > after(until, -HOUR / 2),
  );
  if (there) return;
  await addSilence(
    { ...deps, silences: deps.silenceDesk },
    {
      match,
      from: undefined,
      until,
      reason: `from the page of #${link.group.number}, by ${by.via} (${remote})`,
      author: by.claimed ? `${by.name} (claimed)` : by.name,
      everything: true,
      dryRun: false,
    },
  );
  await lookAgain(deps, link.group.id);
}

/** A name is no pattern: what means something in one is escaped. */
function literal(text: string): string {
  return text.replace(/[\\*]/g, (c) => `\\${c}`).replace(/^\//, '\\/');
}
