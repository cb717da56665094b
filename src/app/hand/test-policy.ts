/** Tries out an escalation policy: a marked page goes through the whole chain, as a failure would, and is no incident. */
import { insert } from '../../domain/change.ts';
import { DRILL_ROUTE, type Drill } from '../../domain/paging/drill.ts';
import { step } from '../../domain/engine.ts';
import { emptyWorld } from '../../domain/world.ts';
import { AppError, named } from '../errors.ts';
import { circumstancesOfDuty, flushTools } from '../pipeline/decide.ts';
import { foreseeCalls } from '../story/foresee-event.ts';
import type { StoryLine } from '../story/story-words.ts';
import type { HandDeps } from './take-in-hand.ts';

export type WantedDrill = {
  readonly policy: string;
  readonly step: number | undefined;
  readonly fast: boolean;
  readonly actor: string;
};

/** Who would be called, and when, if nobody answered; sends nothing. */
export async function foreseeDrill(deps: HandDeps, wanted: WantedDrill): Promise<readonly StoryLine[]> {
  const at = deps.clock.now();
  const now = await circumstancesOfDuty(deps, at);
  const world = emptyWorld();
  const drill = drillOf(deps, wanted);
  step(world, { kind: 'drill', drill }, flushTools(deps), {
    ...now,
    policy: { ...now.policy, inhibitions: [] },
  });
  foreseeCalls(world, (input, when) => step(world, input, flushTools(deps), { ...now, at: when }));
  return [...world.decisions.values()].map(({ at: when, destinationId, reason }) => ({
    at: when,
    text: destinationId === undefined ? reason : `${reason}, by ${destinationId}`,
  }));
}

/** Answers the id of its group, and the number under which people speak of it. */
export async function startPolicyTest(
  deps: HandDeps,
  wanted: WantedDrill,
): Promise<{ readonly id: string; readonly number: number }> {
  const drill = drillOf(deps, wanted);
  const place = { routeId: DRILL_ROUTE, groupKey: wanted.policy };
  for (let round = 0; round < 10; round++) {
    const at = deps.clock.now();
    const [running] = await deps.store.ask('openGroups', { places: [place] });
    if (running !== undefined)
      throw new AppError('conflict', `a test of ${wanted.policy} is running: #${running.number}`, {
        remedy: `wait for its end, or end it: tabduty alerts resolve ${running.number}`,
      });
    const none = { digests: [], identities: [], alertIds: [], receivedSince: at };
    const world = emptyWorld();
    world.lastNumber = (await deps.store.ask('triageSlice', none)).lastNumber;
    const now = await circumstancesOfDuty(deps, at);
    const changes = step(world, { kind: 'drill', drill }, flushTools(deps), now);
    const [group] = world.groups.values();
    if (group === undefined) throw new Error('a drill is a group');
    const audit = insert('audit', {
      ...{ id: deps.ids.next(), at, actor: wanted.actor, action: 'policy test', subject: wanted.policy },
      detail: wordsOf(wanted, group.number),
    });
    if ((await deps.store.commit([...changes, audit])) === 'done')
      return { id: group.id, number: group.number };
  }
  throw new Error(`a test of ${wanted.policy} could not be written in ten tries`);
}

function drillOf({ policy }: HandDeps, { policy: name, step: only, fast, actor }: WantedDrill): Drill {
  const tried = named('escalation', name, policy.current().escalations);
  if (only !== undefined && (only < 1 || only > tried.steps.length))
    throw new AppError('wrong-use', `escalation ${name} has no step ${only}`, {
      remedy: `its steps are 1 to ${tried.steps.length}`,
    });
  return { policy: tried, step: only, fast, by: actor };
}

function wordsOf({ step: only, fast }: WantedDrill, number: number): string {
  return [`#${number}`, only === undefined ? 'all steps' : `step ${only}`, ...(fast ? ['fast'] : [])].join(
    ', ',
  );
}
