/** Looks every half minute whether the work is done, and sends the heartbeat only then; tells from memory when it cannot. */
import { put } from '../../domain/change.ts';
import { healthFaults } from '../../domain/health/health.ts';
import { after, type Instant, SECOND } from '../../domain/time/instant.ts';
import type { EngineDeps } from '../pipeline/decide.ts';
import type { LastResort } from '../pipeline/last-resort.ts';
import type { Clock } from '../ports/clock.ts';
import type { LoopSight } from '../ports/doctor.ts';
import type { Log } from '../ports/log.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Outbound } from '../ports/outbound.ts';
import type { Store } from '../ports/store.ts';
import { reportCondition } from '../pipeline/report-condition.ts';
import type { SendingGate } from '../pipeline/sending-gate.ts';

export type HealthDeps = EngineDeps & {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly outbound: Outbound;
  readonly gate: Pick<SendingGate, 'pause'>;
  readonly loops: () => readonly LoopSight[] | undefined;
  readonly disk: () => Promise<{ readonly freeBytes: number; readonly totalBytes: number }>;
  /** What the store says of its last commits. */
  readonly fault: () => string | undefined;
  readonly lastResort: LastResort;
  /** Keeps beside the database how far it has been written: a start finds by it what is lost. */
  readonly keepMark: (mark: { readonly count: number; readonly at: Instant }) => void;
};

export type HealthSight = {
  readonly faults: readonly string[];
  /** When the last heartbeat was taken by the other side. */
  readonly lastBeatAt: Instant | undefined;
};

export type HealthWatch = {
  round(at: Instant): Promise<LoopResult>;
  /** `undefined` before the first look. */
  sight(): HealthSight | undefined;
};

const EVERY = 30 * SECOND;
const PROBE_FACT = 'health-probe';

export function createHealthWatch(deps: HealthDeps): HealthWatch {
  let sight: HealthSight | undefined;
  let triedAt: Instant | undefined;
  let said = '';
  let diskLow: boolean | undefined;

  const beat = async (at: Instant) => {
    const { heartbeat } = deps.policy.current();
    if (
      heartbeat === undefined ||
      (triedAt !== undefined && at >= triedAt && at - triedAt < heartbeat.every - SECOND)
    )
      return;
    triedAt = at;
    const result = await deps.outbound.request({ url: heartbeat.url, method: 'GET' });
    if (result.kind === 'answer' && result.status < 300) {
      sight = { faults: [], lastBeatAt: at };
      return;
    }
    const detail = result.kind === 'answer' ? `HTTP ${result.status}` : result.detail;
    deps.log.warn({ detail }, 'the heartbeat was not taken');
  };

  /** The log says what changed, not the same every half minute. */
  const say = (faults: readonly string[]) => {
    const text = faults.map((f) => f.replace(/\d+/g, '')).join();
    if (text === said) return;
    said = text;
    if (faults.length > 0)
      deps.log.warn({ faults }, 'the work is not done as it must be: no heartbeat is sent');
    else deps.log.info({}, 'the work is done as it must be again');
  };

  const tellOfDisk = async (disk: Awaited<ReturnType<HealthDeps['disk']>> | undefined, at: Instant) => {
    if (disk === undefined) return;
    const low = isLow(disk);
    if (low === diskLow) return;
    await reportCondition(deps, low ? lowDisk(disk) : { ...DISK, state: 'right' }, at);
    diskLow = low;
  };

  return {
    sight: () => sight,
    async round(at) {
      const disk = await deps.disk().catch(() => undefined);
      const storeFault = await probe(deps, at);
      await deps.lastResort.follow(deps.fault());
      const progress = await deps.store.ask('progress', { at }).catch(() => undefined);
      const faults = healthFaults(
        {
          hasConfiguration: deps.policy.current().revision > 0,
          paused: deps.gate.pause() !== undefined,
          loops: deps.loops() ?? [],
          storeFault,
          freeBytes: disk?.freeBytes,
          progress,
        },
        at,
      );
      sight = { faults, lastBeatAt: sight?.lastBeatAt };
      say(faults);
      if (faults.length === 0) await beat(at);
      if (storeFault === undefined) {
        const lanes = await deps.store.ask('lanes', {});
        deps.lastResort.learnFailing(new Set(lanes.filter((l) => l.failures > 0).map((l) => l.id)));
        await tellOfDisk(disk, at);
      }
      const every = Math.min(EVERY, deps.policy.current().heartbeat?.every ?? EVERY);
      return { did: 0, nextDue: after(at, every) };
    },
  };
}

/** A row is written and read back: that a reader still answers says nothing of the writer, nor the other way round. */
async function probe({ store, keepMark }: HealthDeps, at: Instant): Promise<string | undefined> {
  try {
    const count = (await writtenCount(store)) + 1;
    await store.commit([put('facts', { id: PROBE_FACT, value: String(count) })]);
    if ((await writtenCount(store)) !== count) return 'what was written is not read back';
    keepMark({ count, at });
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error);
  }
}

/** How often that was done in this database. */
export async function writtenCount(store: Pick<Store, 'ask'>): Promise<number> {
  const text = (await store.ask('fact', { id: PROBE_FACT }))?.value ?? '';
  return /^\d+$/.test(text) ? Number(text) : 0;
}

const GIB = 1024 ** 3;
const DISK = { condition: 'tabduty/disk-low', object: 'disk', name: 'the disk of the data folder' } as const;

/** On a big disk a fifth is plenty. */
function isLow({
  freeBytes,
  totalBytes,
}: {
  readonly freeBytes: number;
  readonly totalBytes: number;
}): boolean {
  return freeBytes < totalBytes / 5 && freeBytes < 2 * GIB;
}

function lowDisk({ freeBytes }: { readonly freeBytes: number }) {
  return {
    ...DISK,
    state: 'wrong',
    detail: `${Math.floor(freeBytes / 1024 ** 2)} MiB are left`,
    remedy: 'make room: once it is full no call can be taken, and Tableau disables webhooks that are refused',
  } as const;
}
