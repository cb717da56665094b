/** All invariants over one history. */
import { checkDigests } from './check-digests.ts';
import { checkLiveness } from './check-liveness.ts';
import { checkLoss } from './check-loss.ts';
import { checkOrder } from './check-order.ts';
import { checkPages } from './check-pages.ts';
import { checkSends } from './check-sends.ts';
import { checkSilences } from './check-silences.ts';
import { checkSteps } from './check-steps.ts';
import { type Breach, rowsAtTheEnd } from './rows.ts';
import type { History } from './scene.ts';

const CHECKS = [
  ...[checkLoss, checkSends, checkOrder, checkPages, checkSteps],
  ...[checkDigests, checkSilences, checkLiveness],
];

export function breachesIn(history: History): readonly Breach[] {
  const rows = rowsAtTheEnd(history);
  return CHECKS.flatMap((check) => check(history, rows));
}
