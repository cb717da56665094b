/** One thing that is faulty does not keep the others from being told. */

/**
 * What can be made of all, or else of those of which something can be made one by one. That one alone fails is a bug of
 * ours; when none does or every one, the fault is not theirs, and is thrown on.
 */
export function madeOfMost<T, M>(
  all: readonly T[],
  make: (some: readonly T[]) => M,
): { readonly made: M; readonly faults: ReadonlyMap<T, unknown> } {
  try {
    return { made: make(all), faults: new Map() };
  } catch (error) {
    const faults = new Map(
      all.flatMap((one): [T, unknown][] => {
        const fault = faultOf(() => make([one]));
        return fault === undefined ? [] : [[one, fault]];
      }),
    );
    if (faults.size === 0 || faults.size === all.length) throw error;
    return { made: make(all.filter((one) => !faults.has(one))), faults };
  }
}

function faultOf(make: () => unknown): unknown {
  try {
    make();
    return undefined;
  } catch (error) {
    return error ?? 'it failed without a reason';
  }
}
