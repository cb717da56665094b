/** Tells the operators that the configuration has faults: the newest version of the file, or the stored revision. */
import { after, type Instant, MINUTE, SECOND } from '../../domain/time/instant.ts';
import type { Observation } from '../../domain/health/observation.ts';
import { type ReportDeps, reportCondition } from '../pipeline/report-condition.ts';
import { andMore, type ConfigReport, type ConfigStatus } from '../policy/config-status.ts';
import type { LoopResult } from '../ports/loop.ts';

const EVERY = 15 * SECOND;
/** Whoever saves a file often mends it in the next moment. */
const GRACE = MINUTE;

type Deps = ReportDeps & { readonly status: ConfigStatus };

export function watchConfig({ status, ...deps }: Deps): (at: Instant) => Promise<LoopResult> {
  let faultySince: Instant | undefined;
  let told: ConfigReport | undefined;
  return async (at) => {
    const last = status.last();
    if (last === undefined || last.accepted) faultySince = undefined;
    // Not later than now: the clock may have been set back.
    else faultySince = Math.min(faultySince ?? last.at, at) as Instant;
    const isTime = faultySince === undefined || at - faultySince >= GRACE;
    if (last !== undefined && last !== told && isTime) {
      await reportCondition(deps, observed(last, status, deps.policy.current().revision), at);
      told = last;
    }
    return { did: 0, nextDue: after(at, EVERY) };
  };
}

function observed(
  { of, accepted, faults }: ConfigReport,
  status: ConfigStatus,
  inForce: number,
): Observation {
  const object = { condition: 'tabduty/configuration', object: 'configuration', name: of } as const;
  if (accepted) return { ...object, state: 'right' };
  const [first] = faults;
  const where = first === undefined ? '' : [`line ${first.line}`, first.path].filter(Boolean).join(', ');
  const isFile = of === status.managedBy;
  // The old version still tells everybody; parts that are left out tell nobody.
  const effect = isFile ? `revision ${inForce} stays in force` : 'what they touch is left out';
  return {
    ...object,
    state: 'wrong',
    severity: isFile ? 'warning' : 'error',
    detail: `${where}: ${first?.message ?? 'it cannot be read'}${andMore(faults)}; ${effect}`,
    remedy: 'mend what this shows: tabduty config status',
  };
}
