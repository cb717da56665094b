/** Examines the installation step by step: each part gets a line, and what is not well its remedy. */
import { durationText, type Instant, isoOf, MINUTE } from '../../domain/time/instant.ts';
import type { Policy } from '../../domain/policy.ts';
import type { ConfigDeps } from '../policy/accept-config.ts';
import { refusedFile } from '../policy/config-status.ts';
import { examineClock } from './doctor-clock.ts';
import { examineSites, type SiteExamDeps } from './doctor-sites.ts';
import { type Finding, finding } from './finding.ts';
import { outboundHosts, type OutboundHost } from '../policy/outbound-hosts.ts';
import type { FolderSight, LoopSight } from '../ports/doctor.ts';
import type { Outbound } from '../ports/outbound.ts';
import type { HealthSight } from './watch-health.ts';

export type DoctorDeps = SiteExamDeps &
  Pick<ConfigDeps, 'store' | 'check' | 'holder' | 'status'> & {
    readonly outbound: Outbound;
    readonly folder: () => Promise<FolderSight>;
    /** `undefined` offline: nothing runs then. */
    readonly loops: () => readonly LoopSight[] | undefined;
    readonly health: () => HealthSight | undefined;
    readonly givenPublicUrl: () => string | undefined;
  };

export async function examineInstallation(deps: DoctorDeps): Promise<readonly Finding[]> {
  const [sites, hosts] = await Promise.all([
    examineSites(deps),
    Promise.all(destinationHosts(deps).map((host) => examineHost(deps, host))),
  ]);
  return [
    ...judgeFolder(await deps.folder()),
    ...(await examineConfig(deps)),
    ...sites,
    ...hosts,
    judgePublicUrl(deps.givenPublicUrl()),
    ...judgeLoops(deps.loops()),
    ...(await examineClock(deps.store, deps.clock.now())),
    judgeHeartbeat(deps.holder.current(), deps.health()),
    ...(await examineBacklog(deps)),
  ];
}

const LEAST_FREE = 512 * 1024 * 1024;

function judgeFolder({ path, openToOthers, freeBytes }: FolderSight): readonly Finding[] {
  const check = 'data folder';
  const mib = Math.floor(freeBytes / 1024 / 1024);
  const room =
    freeBytes < LEAST_FREE
      ? finding(
          check,
          'fault',
          `only ${mib} MiB are free on the disk of ${path}`,
          'make room: without it no call can be taken',
        )
      : finding(check, 'ok', `${path}, ${mib} MiB free`);
  if (openToOthers.length === 0) return [room];
  return [
    room,
    finding(
      check,
      'fault',
      `others on this machine may read or write ${openToOthers.join(', ')}`,
      `chmod 700 ${path} and chmod 600 the files in it`,
    ),
  ];
}

const MOST_FAULTS = 20;

/** Secrets are looked up anew: one that went away shows here before the next start finds it. */
async function examineConfig({ store, check: checkConfig, holder, status }: DoctorDeps) {
  const check = 'configuration';
  const inForce = holder.current().revision;
  const newest = await store.ask('revision', {});
  const refused = refusedFile(status);
  if (newest === undefined || inForce === 0)
    return [
      finding(check, 'fault', 'none is in force, so nobody is told anything', 'tabduty config apply FILE'),
    ];
  const checked = await checkConfig(newest.text, newest.number);
  const faults = (checked.ok ? [] : checked.faults).slice(0, MOST_FAULTS);
  const found = faults.map((f) =>
    finding(
      check,
      'fault',
      `line ${f.line}, ${f.path}: ${f.message}`,
      f.remedy ?? 'tabduty config show, and mend that line',
    ),
  );
  if (faults.length === 0)
    found.push(
      finding(check, 'ok', `revision ${inForce} is in force, and every secret that it names is there`),
    );
  const unreachable = checked.warnings.filter((w) => w.message.includes('can be paged'));
  for (const w of unreachable) found.push(finding(w.path, 'warning', w.message, w.remedy));
  if (refused !== undefined && faults.length === 0)
    found.push(
      finding(
        check,
        'fault',
        `${refused.of} was refused, so revision ${inForce} stays`,
        'tabduty config status shows its faults',
      ),
    );
  return found;
}

function destinationHosts({ holder }: DoctorDeps): readonly OutboundHost[] {
  const isDestination = (user: string) => user.startsWith('destination ');
  return outboundHosts(holder.current())
    .map((host) => ({ ...host, users: host.users.filter(isDestination) }))
    .filter(({ users }) => users.length > 0);
}

/** Any answer will do: no message is sent, and what the host says to a bare request is its own affair. */
async function examineHost({ outbound }: DoctorDeps, { origin, users }: OutboundHost): Promise<Finding> {
  const check = users.length === 1 ? String(users[0]) : `${users.length} destinations`;
  const result = await outbound.request({ url: `${origin}/`, method: 'HEAD', deadlineMs: 10_000 });
  if (result.kind === 'answer') return finding(check, 'ok', `${origin} can be reached; nothing was sent`);
  const remedy =
    result.kind === 'not-sent' && result.fault === 'blocked'
      ? 'add that option when the host is yours, or correct the address'
      : '"tabduty doctor firewall" lists what must be open';
  return finding(check, 'fault', `${origin} cannot be reached: ${result.detail}`, remedy);
}

function judgePublicUrl(given: string | undefined): Finding {
  if (given !== undefined)
    return finding(
      'public URL',
      'ok',
      `${given}; "tabduty doctor inbound" looks whether Tableau gets through`,
    );
  return finding(
    'public URL',
    'warning',
    'it is not set: Tableau can be given no address, and links in cards lead nowhere',
    'start Tabduty with --public-url https://… (TABDUTY_PUBLIC_URL)',
  );
}

/** A loop waits a minute at most, and no step takes as long as this. */
const STILL = 3 * MINUTE;

function judgeLoops(loops: readonly LoopSight[] | undefined): readonly Finding[] {
  const check = 'loops';
  if (loops === undefined)
    return [
      finding(check, 'skipped', 'no service is running, so nothing is decided or sent', 'tabduty serve'),
    ];
  const still = loops.filter(({ idleMs }) => idleMs > STILL);
  if (still.length === 0)
    return [finding(check, 'ok', `${loops.map(({ name }) => name).join(', ')} are alive`)];
  return still.map(({ name, idleMs }) =>
    finding(
      check,
      'fault',
      `${name} has not moved for ${durationText(idleMs)}`,
      'the log says why; restart the service',
    ),
  );
}

function judgeHeartbeat({ heartbeat }: Policy, health: HealthSight | undefined): Finding {
  const check = 'heartbeat';
  if (heartbeat === undefined)
    return finding(
      check,
      'warning',
      'it is not set: nobody notices when Tabduty itself ends',
      'heartbeat: { url: … } in the configuration, with a service that alarms when it is not asked any more',
    );
  if (health === undefined) return finding(check, 'skipped', 'it is sent by a running service only');
  if (health.faults.length > 0)
    return finding(check, 'fault', `it is withheld: ${health.faults.join('; ')}`, 'the log says more');
  if (health.lastBeatAt === undefined)
    return finding(check, 'fault', 'it was not taken yet', 'the log says why; is the address right?');
  return finding(check, 'ok', `last sent at ${isoOf(health.lastBeatAt)}`);
}

async function examineBacklog({ store, clock }: DoctorDeps): Promise<readonly Finding[]> {
  const check = 'backlog';
  const [now, lanes] = await Promise.all([store.ask('backlog', {}), store.ask('lanes', {})]);
  const at = clock.now();
  const found: Finding[] = [];
  const late = (since: Instant | undefined, most: number) => since !== undefined && at - since > most;
  if (late(now.oldestPendingCallAt, 2 * MINUTE))
    found.push(
      finding(
        check,
        'fault',
        `${now.pendingCalls} calls wait to be read`,
        'is the service running? its log says more',
      ),
    );
  if (now.stuckCalls > 0)
    found.push(
      finding(
        check,
        'fault',
        `${now.stuckCalls} calls could not be read and were put aside`,
        'the log says why; report it',
      ),
    );
  if (late(now.oldestDueDeliveryAt, 15 * MINUTE))
    found.push(
      finding(
        check,
        'fault',
        `${now.pendingDeliveries} messages wait, the oldest for long`,
        'tabduty deliveries list --state pending',
      ),
    );
  if (now.deadDeliveries > 0)
    found.push(
      finding(
        check,
        'warning',
        `${now.deadDeliveries} messages were given up`,
        'tabduty deliveries list --state dead',
      ),
    );
  for (const { id, breaker, detail } of lanes)
    if (breaker === 'open')
      found.push(
        finding(
          check,
          'fault',
          `${id} is broken: ${detail ?? 'no reason is known'}`,
          'mend it there; Tabduty tries again by itself',
        ),
      );
  const { pendingCalls, openAlerts, pendingDeliveries } = now;
  if (found.length === 0)
    found.push(
      finding(
        check,
        'ok',
        `${pendingCalls} calls and ${pendingDeliveries} messages wait, ${openAlerts} alerts are open`,
      ),
    );
  return found;
}
