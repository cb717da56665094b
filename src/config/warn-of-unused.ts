/** Warnings about what was written and is used nowhere: most often a name was meant to be it and is not. */
import type { Policy, Route } from '../domain/policy.ts';
import type { Findings } from './fault.ts';

type Used = Pick<Policy, 'receivers' | 'quietTimes' | 'escalations' | 'schedules' | 'operators' | 'routes'>;

export function warnOfUnused(policy: Used, written: readonly string[], findings: Findings): void {
  const { receivers, quietTimes, escalations, schedules, operators } = policy;
  const routes = allOf(policy.routes);
  const targets = [
    ...[...escalations.values()].flatMap(({ steps, fallback }) => [
      ...steps.flatMap(({ tell }) => tell),
      ...fallback,
    ]),
    ...[...schedules.values()].flatMap(({ fallback, handoffNotice }) => [
      ...fallback,
      ...(handoffNotice?.tell ?? []),
    ]),
  ];
  const told = new Set([
    ...operators,
    ...routes.map(({ tell }) => tell),
    ...[...receivers.values()].map(({ fallback }) => fallback),
    ...targets.flatMap((target) => (target.kind === 'receiver' ? [target.name] : [])),
  ]);
  const quiet = new Set(routes.flatMap((route) => route.quiet));
  const paged = new Set(routes.map(({ page }) => page));
  for (const name of written)
    if (!told.has(name))
      findings.warn(
        ['receivers', name],
        'is told nothing: no route, escalation, schedule or fallback names it',
        `write tell: ${name} in a route, or remove it`,
      );
  for (const name of quietTimes.keys())
    if (!quiet.has(name))
      findings.warn(
        ['quiet_times', name],
        'is used by no route',
        `write quiet: [${name}] in a route, or remove it`,
      );
  for (const name of escalations.keys())
    if (!paged.has(name))
      findings.warn(
        ['escalations', name],
        'wakes nobody: no route pages by it',
        `write page: ${name} in a route, or remove it`,
      );
}

function allOf(routes: readonly Route[]): readonly Route[] {
  return routes.flatMap((route) => [route, ...allOf(route.children)]);
}
