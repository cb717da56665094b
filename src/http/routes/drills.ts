/** Answers the endpoints that try out an escalation. */
import * as api from '../../api/drills.ts';
import type { HandDeps } from '../../app/hand/take-in-hand.ts';
import { type DrillReport, tellDrill } from '../../app/hand/tell-drill.ts';
import { foreseeDrill, startPolicyTest } from '../../app/hand/test-policy.ts';
import type { Store } from '../../app/ports/store.ts';
import { isoOf } from '../../domain/time/instant.ts';
import { type Handler, handler } from '../handler.ts';
import { viewOfStory } from '../views.ts';

export function drillHandlers(deps: HandDeps & { readonly store: Store }): readonly Handler[] {
  return [
    handler(api.testPolicy, async ({ name: policy, fast, step, dryRun }, { actor }) => {
      const wanted = { policy, fast, step, actor };
      const plan = viewOfStory(await foreseeDrill(deps, wanted));
      return dryRun ? { plan } : { test: await startPolicyTest(deps, wanted), plan };
    }),
    handler(api.showPolicyTest, async ({ id }) => viewOf(await tellDrill(deps.store, id))),
  ];
}

function viewOf(report: DrillReport): api.PolicyTestAnswer {
  const { id, number, policy, startedAt, endedAt, acknowledged, next, told, story } = report;
  return {
    ...{ id, number, escalation: policy, state: endedAt === undefined ? 'running' : 'over' },
    startedAt: isoOf(startedAt),
    ...(endedAt === undefined ? {} : { endedAt: isoOf(endedAt) }),
    ...(acknowledged === undefined ? {} : { acknowledged: viewOfAck(acknowledged) }),
    ...(next === undefined ? {} : { next: { at: isoOf(next.at), text: next.text } }),
    told: told.map(({ at, destination, person, why, state, detail }) => ({
      ...{ at: isoOf(at), destination, why, state },
      ...(person === undefined ? {} : { person }),
      ...(detail === undefined ? {} : { detail }),
    })),
    story: viewOfStory(story),
  };
}

function viewOfAck({ by, at }: NonNullable<DrillReport['acknowledged']>) {
  return { by: by.name, claimed: by.claimed, via: by.via, at: isoOf(at) };
}
