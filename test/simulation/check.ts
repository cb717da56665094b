/** All invariants over one history. */
import { checkLiveness } from './check-liveness.ts';
import { checkLoss } from './check-loss.ts';
import { checkOrder } from './check-order.ts';
import { checkPages } from './check-pages.ts';
import { checkSends } from './check-sends.ts';
import { type Breach, rowsAtTheEnd } from './rows.ts';
import type { History } from './scene.ts';

export function breachesIn(history: History): readonly Breach[] {
  const rows = rowsAtTheEnd(history);
  return [checkLoss, checkSends, checkOrder, checkPages, checkLiveness].flatMap((check) =>
    check(history, rows),
  );
}
