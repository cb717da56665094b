/** The last resort: when the store does not work, operators are told of it from memory, rendered and sent without it. */
import { noticeBriefing, operatorReceivers, type Said } from '../../domain/health/operator-notice.ts';
import type { DestinationRef, Receiver } from '../../domain/policy.ts';
import { followStore, NO_INCIDENT } from '../../domain/health/store-incident.ts';
import { type EngineDeps, flushTools } from './decide.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Connector, Outbound } from '../ports/outbound.ts';

export type LastResortDeps = Pick<EngineDeps, 'ids' | 'registry' | 'policy'> & {
  readonly clock: Clock;
  readonly log: Log;
  readonly outbound: Outbound & Connector;
};

export type LastResort = {
  /** Lanes that failed when the store could still be asked; they are used only when no other way is left. */
  learnFailing(lanes: ReadonlySet<string>): void;
  /** Looks at how the store is now; resolves when everybody was told who has to be. */
  follow(fault: string | undefined): Promise<void>;
};

export function createLastResort(deps: LastResortDeps): LastResort {
  let state = NO_INCIDENT;
  let failing: ReadonlySet<string> = new Set();
  /** Of the incident that is on: who was told of it. Empty after `begun` means that nobody could be reached yet. */
  let reached = new Set<string>();
  let unsaid: Said | undefined;
  return {
    learnFailing: (lanes) => void (failing = lanes),
    async follow(fault) {
      const { after, word } = followStore(state, fault, deps.clock.mono());
      state = after;
      if (word?.say === 'begun') {
        reached = new Set();
        unsaid = begun(word.kind);
      }
      if (word?.say === 'over') {
        unsaid = undefined;
        const told = reached;
        reached = new Set();
        await tell(deps, OVER, (d) => told.has(d.id), failing);
        return;
      }
      // Tried with each look until somebody has it; when the trouble ends first, nobody needs to.
      const said = unsaid;
      if (said === undefined) return;
      unsaid = undefined;
      reached = await tell(deps, said, () => true, failing);
      if (reached.size === 0) unsaid = said;
    },
  };
}

const WHAT: Readonly<Record<string, readonly [title: string, remedy: string]>> = {
  full: ['The disk of Tabduty is full', 'free some space: it goes on by itself'],
  busy: ['Another program holds the database of Tabduty', 'end that program: it goes on by itself'],
  readonly: ['The database of Tabduty cannot be written', 'give its owner the right to write the file'],
  corrupt: ['The database of Tabduty is damaged', 'stop it, then: tabduty restore FILE --replace'],
  unsynced: [
    'A disk sync failed, and Tabduty ends so as not to lose anything',
    'look at the disk (system log, SMART), then see that it was started again',
  ],
};

function begun(kind: string): Said {
  const [title, remedy] = WHAT[kind] ?? [
    'The database of Tabduty does not work',
    'look at the disk and at the log',
  ];
  return {
    title,
    summary:
      'No call is taken, and no alert is told, until this is mended; Tableau tries again for a short while only',
    severity: 'critical',
    facts: [{ title: 'What to do', value: remedy }],
  };
}

const OVER: Said = {
  title: 'The database of Tabduty takes writes again',
  summary:
    'Calls are taken and alerts are told again; what was missed meanwhile is asked of Tableau where that is set up',
  severity: 'info',
  facts: [],
};

/** By every way that works, at once; by those that failed when no other is left. Answers who may have got it. */
async function tell(
  deps: LastResortDeps,
  said: Said,
  wanted: (destination: DestinationRef) => boolean,
  failing: ReadonlySet<string>,
): Promise<Set<string>> {
  const { laneOf } = flushTools(deps);
  const ways = operatorReceivers(deps.policy.current()).flatMap((receiver) =>
    receiver.destinations.filter(wanted).map((destination) => ({ receiver, destination })),
  );
  const good = ways.filter(({ destination }) => !failing.has(laneOf(destination)));
  const answers = await Promise.all(
    (good.length > 0 ? good : ways).map(async ({ receiver, destination }) => {
      const arrived = await sendOne(deps, said, receiver, destination);
      return arrived ? [destination.id] : [];
    }),
  );
  deps.log.warn({ title: said.title, told: answers.flat() }, 'operators were told without the store');
  return new Set(answers.flat());
}

async function sendOne(
  deps: LastResortDeps,
  said: Said,
  receiver: Receiver,
  destination: DestinationRef,
): Promise<boolean> {
  const type = deps.registry.get(destination.type);
  if (type === undefined) return false;
  try {
    const { payload } = type.render(noticeBriefing(said, receiver), destination.address);
    const id = deps.ids.next();
    const outcome = await type.send(payload, destination.account, destination.address, {
      deliveryId: id,
      threadKey: id,
      signal: AbortSignal.timeout(15_000),
      at: deps.clock.now(),
      io: deps.outbound,
    });
    return outcome.kind === 'accepted' || outcome.kind === 'unknown';
  } catch (error) {
    deps.log.error({ error, destination: destination.id }, 'a notice from memory could not be sent');
    return false;
  }
}
