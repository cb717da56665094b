/** What a replay leaves out of what these configurations ask for: whoever reads its figures must know. */
import type { Policy } from '../../domain/policy.ts';
import type { Ledger } from '../../domain/replay/replay-ledger.ts';
import { everyRoute } from '../../domain/telling/digest.ts';

/** A line each for people; nothing that neither uses. */
export function notReplayed(
  policies: readonly Policy[],
  ledgers: readonly Pick<Ledger, 'isSilenced'>[],
): readonly string[] {
  const routes = policies.flatMap((policy) => everyRoute(policy.routes));
  const schedules = policies.flatMap((policy) => [...policy.schedules.values()]);
  const receivers = policies.flatMap((policy) => [...policy.receivers.values()]);
  const lines: readonly (readonly [isUsed: boolean, text: string])[] = [
    [
      routes.some((route) => route.rerunFirst !== undefined),
      'rerun_first: no refresh is run again; failures wait as long, and recover by what came then',
    ],
    [
      schedules.some((schedule) => schedule.handoffNotice !== undefined),
      'handoff_notice: messages about who comes on call are not counted',
    ],
    [
      receivers.some((receiver) => receiver.fallback !== undefined),
      'fallback: every message counts as arrived, so none goes another way',
    ],
    [
      ledgers.some(({ isSilenced }) => isSilenced),
      'silences: messages that one ends or has ended are not counted',
    ],
  ];
  return lines.flatMap(([isUsed, text]) => (isUsed ? [text] : []));
}
