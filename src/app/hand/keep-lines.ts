/** Keeps the lines on which providers say who has acknowledged there (Slack's buttons): opened, and opened again. */
import { after, type Instant, type Millis, MINUTE, SECOND } from '../../domain/time/instant.ts';
import type { DestinationRef } from '../../domain/policy.ts';
import { type ReportDeps, reportCondition } from '../pipeline/report-condition.ts';
import type { Answer, DestinationType } from '../ports/destination.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Line, Liner, Outbound } from '../ports/outbound.ts';
import { observedAnswers, takeAnswer } from './hear-answers.ts';
import type { HandDeps } from './take-in-hand.ts';

type Deps = HandDeps &
  ReportDeps & {
    readonly outbound: Outbound & Liner;
    /** Cuts off the opening of a line when the service stops. */
    readonly stopping: AbortSignal;
  };

type Kept = { line: Pick<Line, 'close'> | undefined; dueAt: Instant; failures: number };

type Wanted = { readonly ref: DestinationRef; readonly type: DestinationType };

const LONGEST_WAIT: Millis = 5 * MINUTE;
/** Lines are moved now and then; only one that stays away is a trouble. */
const TROUBLE_AFTER = 3;

export type LineKeeper = {
  round(at: Instant): Promise<LoopResult>;
  /** Calls back when a line has ended and is to be opened again. */
  whenClosed(listener: () => void): void;
  stop(): void;
};

export function keepLines(deps: Deps): LineKeeper {
  const kept = new Map<string, Kept>();
  let closed = () => {};
  let isStopped = false;

  const open = async (key: string, { ref, type }: Wanted, mine: Kept, at: Instant): Promise<void> => {
    const onAnswer = (answer: Answer) => takeAnswer(deps, answer, type.label, ref.id);
    const context = { io: deps.outbound, at, signal: deps.stopping };
    const opened = await type.answerLine?.open(ref.account, onAnswer, context);
    if (opened === undefined) return;
    if (isStopped) return opened.kind === 'open' ? opened.line.close() : undefined;
    if (opened.kind === 'failed') {
      mine.failures += 1;
      mine.dueAt = after(at, Math.min(LONGEST_WAIT, 5 * SECOND * 2 ** (mine.failures - 1)));
      if (mine.failures < TROUBLE_AFTER) return;
      const { detail, remedy } = opened;
      return reportCondition(deps, { ...observedAnswers(ref.id), state: 'wrong', detail, remedy }, at);
    }
    mine.line = opened.line;
    mine.failures = 0;
    void opened.line.closed.then(() => {
      if (kept.get(key) !== mine) return;
      mine.line = undefined;
      mine.dueAt = deps.clock.now();
      closed();
    });
    await reportCondition(deps, { ...observedAnswers(ref.id), state: 'right' }, at);
  };

  return {
    async round(at) {
      const wanted = wantedLines(deps);
      for (const [key, mine] of kept)
        if (!wanted.has(key)) {
          kept.delete(key);
          mine.line?.close();
        }
      for (const [key, one] of wanted) {
        const mine = kept.get(key) ?? { line: undefined, dueAt: at, failures: 0 };
        kept.set(key, mine);
        // A clock that was set back must not keep a line closed.
        if (mine.dueAt > after(at, LONGEST_WAIT)) mine.dueAt = at;
        if (mine.line === undefined && at >= mine.dueAt) await open(key, one, mine, at);
      }
      const due = [...kept.values()].filter((one) => one.line === undefined).map((one) => one.dueAt);
      return { did: 0, nextDue: due.toSorted((a, b) => a - b)[0] };
    },
    whenClosed: (listener) => {
      closed = listener;
    },
    stop() {
      isStopped = true;
      for (const { line } of kept.values()) line?.close();
      kept.clear();
    },
  };
}

/** The first destination of each account speaks for all. */
function wantedLines({ policy, registry }: Deps): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const { destinations } of policy.current().receivers.values())
    for (const ref of destinations) {
      const type = registry.get(ref.type);
      const key = ref.shadow === true ? undefined : type?.answerLine?.keyOf(ref.account);
      if (type !== undefined && key !== undefined && !wanted.has(key)) wanted.set(key, { ref, type });
    }
  return wanted;
}
