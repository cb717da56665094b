/** `escalations`: who is woken, in order, as the policy has it. */
import { MINUTE } from '../domain/time/instant.ts';
import type { EscalationPolicy, EscalationStep, EscalationTarget } from '../domain/policy.ts';
import { type Checking, entriesOf, isMap, placeOf } from './checking.ts';
import { escalationSchema } from './escalation-schema.ts';
import type { Path } from './fault.ts';
import { hint } from '../domain/nearest.ts';
import { checked } from './schema-faults.ts';

/** What a target may name. Names count even where what they name has faults of its own. */
export type TargetNames = {
  readonly people: readonly string[];
  readonly schedules: readonly string[];
  readonly receivers: readonly string[];
};

/** After the last step, where `round_every` does not say it. */
const LAST_WAIT = 15 * MINUTE;

export function compileEscalations(
  value: unknown,
  names: TargetNames,
  checking: Checking,
): ReadonlyMap<string, EscalationPolicy> {
  const policies = new Map<string, EscalationPolicy>();
  for (const [name, given] of entriesOf(value, ['escalations'], checking.findings)) {
    const policy = compileEscalation(name, given, names, checking);
    if (policy !== undefined) policies.set(name, policy);
  }
  return policies;
}

function compileEscalation(
  name: string,
  given: unknown,
  names: TargetNames,
  checking: Checking,
): EscalationPolicy | undefined {
  const { findings } = checking;
  const at = ['escalations', name];
  const raw = isMap(given) ? given : {};
  const rawSteps = Array.isArray(raw['steps']) ? raw['steps'] : [];
  const targets = rawSteps.map((step: unknown, i) =>
    compileTargets(isMap(step) ? step['tell'] : undefined, [...at, 'steps', i, 'tell'], names, checking),
  );
  const fallback = compileTargets(raw['fallback'], [...at, 'fallback'], names, checking);
  const own = checked<typeof escalationSchema._output>(escalationSchema, given, at, { findings });
  if (own === undefined) return undefined;
  const steps = own.steps.map((step, i): EscalationStep => ({ at: step.at, tell: targets[i] ?? [] }));
  refuseDisorder(steps, at, checking);
  const lastAt = steps.at(-1)?.at ?? 0;
  const roundEvery = own.round_every ?? lastAt + LAST_WAIT;
  if (roundEvery <= lastAt)
    findings.fault([...at, 'round_every'], 'must be longer than it takes to the last step', {
      remedy: `write more than ${lastAt / MINUTE}m`,
    });
  const rounds = own.rounds ?? 1;
  const passFor = own.pass_for === undefined ? {} : { passFor: own.pass_for };
  return { name, steps, rounds, roundEvery, fallback, ...passFor, place: placeOf(at, findings) };
}

function refuseDisorder(steps: readonly EscalationStep[], at: Path, { findings }: Checking): void {
  steps.forEach((step, i) => {
    const before = steps[i - 1];
    if (before !== undefined && step.at <= before.at)
      findings.fault([...at, 'steps', i, 'at'], 'must be later than the step before it', {
        remedy: 'put the steps into the order of their times; what is at the same time is one step',
      });
  });
}

function compileTargets(
  value: unknown,
  at: Path,
  names: TargetNames,
  { findings }: Checking,
): readonly EscalationTarget[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((written: unknown, i): readonly EscalationTarget[] => {
    const [, kind, name = ''] = /^(schedule|person|receiver):(.+)$/.exec(String(written)) ?? [];
    if (kind !== 'schedule' && kind !== 'person' && kind !== 'receiver')
      return (
        findings.fault([...at, i], 'must be schedule:NAME, person:NAME or receiver:NAME', {
          remedy: `write schedule:${names.schedules[0] ?? 'NAME'}`,
        }) ?? []
      );
    const known = { schedule: names.schedules, person: names.people, receiver: names.receivers }[kind];
    if (!known.includes(name))
      return findings.fault([...at, i], `there is no ${kind} "${name}"`, hint(name, known)) ?? [];
    return [{ kind, name }];
  });
}
