/** Overrides are laid over the winning layer once and without cascade: each looks at who would be on call without any. */
import type { Instant } from '../time/instant.ts';
import type { Override, PersonId, OnDuty } from './schedule.ts';

export function applyOverrides(
  original: readonly OnDuty[],
  overrides: readonly Override[],
  at: Instant,
): readonly OnDuty[] {
  const active = overrides.filter((o) => o.from <= at && at < o.to).toSorted(byMaking);
  if (active.length === 0) return original;
  const removed = new Set<PersonId>();
  const standIns = new Map<PersonId, Override>();
  const added: Override[] = [];
  for (const override of active) {
    const { act } = override;
    switch (act.kind) {
      case 'add':
        added.push(override);
        break;
      case 'remove':
        removed.add(act.remove);
        break;
      case 'replace':
        removed.add(act.remove);
        standIns.set(act.remove, override);
    }
  }
  const stays = original.filter((o) => !removed.has(o.person));
  const replacing = original.flatMap(({ person }) => dutyBy(standIns.get(person), person));
  return withoutTwins([...stays, ...replacing, ...added.flatMap((o) => dutyBy(o, undefined))]);
}

function dutyBy(override: Override | undefined, inFor: PersonId | undefined): readonly OnDuty[] {
  if (override === undefined || override.act.kind === 'remove') return [];
  return [{ person: override.act.add, by: { kind: 'override', id: override.id, inFor } }];
}

function withoutTwins(people: readonly OnDuty[]): readonly OnDuty[] {
  return people.filter((o, i) => people.findIndex((p) => p.person === o.person) === i);
}

function byMaking(a: Override, b: Override): number {
  return a.madeAt - b.madeAt || (a.id < b.id ? -1 : 1);
}
