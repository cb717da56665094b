/** Tabduty as the simulation starts it: the real loops and use cases, on simulated time, disk, network and chance. */
import { type SilenceHolder, silenceHolder } from '../../src/app/hand/silence-holder.ts';
import { dutyDesk } from '../../src/app/on-call/duty-desk.ts';
import { onCallBook } from '../../src/app/on-call/on-call-book.ts';
import { createDeliverer } from '../../src/app/pipeline/deliver.ts';
import { freeAbandonedClaims } from '../../src/app/pipeline/free-claims.ts';
import { noticeClock } from '../../src/app/upkeep/shift-deadlines.ts';
import { type PolicyHolder, policyHolder } from '../../src/app/policy/policy-holder.ts';
import type { DestinationRegistry } from '../../src/app/ports/destination.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { TableauSites } from '../../src/app/ports/tableau.ts';
import { createExplainer } from '../../src/app/sites/explain-failures.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { type PipelineDeps, pipelineLoops, plan, runLoops } from '../../src/pipeline-loops.ts';
import { uuidV7 } from '../../src/platform/ids.ts';
import { re2Regexes } from '../../src/platform/regexes.ts';
import { steadyClock } from '../../src/platform/steady-clock.ts';
import { liquidTemplates } from '../../src/platform/templates.ts';
import { inTurn } from '../../src/platform/turns.ts';
import type { Chance } from './chance.ts';
import { type Disk, storeOf } from './disk.ts';
import type { Stage } from './stage.ts';

export type Program = {
  readonly deps: PipelineDeps;
  readonly holder: PolicyHolder;
  readonly silences: SilenceHolder;
  /** From then on it takes calls and does its work. */
  ready: boolean;
};

export type Surroundings = {
  readonly stage: Stage;
  readonly disk: Disk;
  readonly chance: Chance;
  readonly registry: DestinationRegistry;
  readonly policy: Policy;
  readonly log: Log;
  /** Whether it looks after its own troubles too, which is much work. */
  readonly watches: boolean;
  /** Is asked why refreshes failed, where there is a sign-in. */
  readonly sites: TableauSites | undefined;
  /** For planted bugs: the parts as a bug would have them. */
  readonly spoil: (deps: PipelineDeps) => PipelineDeps;
};

const templates = liquidTemplates();

/** One start, as the service makes it: claims of earlier starts are freed before the loops run. */
export function startProgram(around: Surroundings): Program {
  const { stage, disk, chance, registry, log } = around;
  const clock = steadyClock(stage.machineClock());
  const ids = uuidV7(clock, chance.bytes, disk.core.ask('newestId', {}));
  const store = storeOf(disk, stage, chance, clock.now);
  const holder = policyHolder(around.policy);
  const silences = silenceHolder({ store, clock, regexes: re2Regexes });
  const book = onCallBook({ store, policy: holder });
  const asksNobody = () => Promise.reject(new Error('simulated destinations ask nobody'));
  const deps = around.spoil({
    ...{ store, clock, ids, log, registry, templates, silences, book },
    policy: holder,
    chance: chance.next,
    duty: dutyDesk({ store, book }),
    outbound: { request: asksNobody, connect: asksNobody },
    bootId: ids.next(),
    detailsUrl: (id) => `https://alerts.example.com/a/${id}`,
  });
  const program: Program = { deps, holder, silences, ready: false };
  const start = async () => {
    await noticeClock(deps);
    await silences.refresh();
    await freeAbandonedClaims(deps, clock.now());
    const deliverer = createDeliverer(deps);
    const explainer =
      around.sites && createExplainer({ ...deps, sites: around.sites, onUnknownContent() {} });
    const explain = explainer && plan('explain', (at) => explainer.explainDue(at), ['reasons']);
    const loops = pipelineLoops(deps, deliverer, inTurn());
    const running = runLoops(
      [...loops.filter(({ name }) => around.watches || name !== 'watch'), ...(explain ? [explain] : [])],
      { clock, log, store: deps.store, timer: stage.timerOf(stage.life) },
      deliverer,
    );
    explainer?.whenFree(() => running.wake('explain'));
    // A new policy is in force only after its commit, so commits would wake them too early.
    holder.subscribe(() => running.wake('digests'));
    program.ready = true;
  };
  start().catch((error) => log.error({ error }, 'the start failed'));
  return program;
}
