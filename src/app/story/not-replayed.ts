/** What a replay leaves out of what these configurations ask for: whoever reads its figures must know. */
import { personOfReceiver, type Policy } from '../../domain/policy.ts';
import type { Ledger } from '../../domain/replay/replay-ledger.ts';
import { digestsIn, everyRoute } from '../../domain/telling/digest.ts';

/** A line each for people; nothing that neither uses. */
export function notReplayed(policies: readonly Policy[], ledgers: readonly Ledger[]): readonly string[] {
  const routes = policies.flatMap((policy) => everyRoute(policy.routes));
  const digests = new Set(
    policies.flatMap((policy) => [...digestsIn(policy).values()].flat().map((r) => r.tell)),
  );
  const capped = new Set(ledgers.flatMap(({ overLimit }) => [...overLimit]));
  return [
    ...[...digests].map((receiver) => `digests of ${receiver}: what they collect is not counted`),
    ...[...capped].map((receiver) => {
      const person = personOfReceiver(receiver);
      return person === undefined
        ? `at_most of ${receiver}: messages over the limit are counted one by one`
        : `pages to ${person}: those of a storm, which are told in one, are counted one by one`;
    }),
    ...(routes.some((route) => route.rerunFirst !== undefined)
      ? ['rerun_first: no refresh is run again; failures wait as long, and recover by what came then']
      : []),
  ];
}
