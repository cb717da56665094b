/** Makes a history that fails short: without faults, one kind at a time, then without happenings, half of them at a time. */
import type { FaultKind } from './faults.ts';

export type Cut = {
  readonly faults: readonly FaultKind[];
  /** Of what is planned with these faults. */
  readonly without: readonly number[];
};

/** So many histories are tried at most; each takes some hundredths of a second. */
const MOST_TRIED = 200;

/** `plan`: how much happens with these faults, and whether it still fails. */
export async function shrink(
  faults: readonly FaultKind[],
  plan: (cut: Cut) => Promise<{ readonly fails: boolean; readonly planned: number }>,
): Promise<Cut> {
  let best: Cut = { faults, without: [] };
  let tried = 0;
  const keep = async (cut: Cut) => {
    if (++tried > MOST_TRIED || !(await plan(cut)).fails) return;
    best = cut;
  };
  for (const fault of faults) await keep({ ...best, faults: best.faults.filter((f) => f !== fault) });
  const { planned } = await plan(best);
  for (let size = Math.ceil(planned / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < planned; from += size) {
      const part = Array.from({ length: Math.min(size, planned - from) }, (_, i) => from + i);
      const without = [...new Set([...best.without, ...part])];
      if (without.length > best.without.length) await keep({ ...best, without });
    }
  return best;
}
