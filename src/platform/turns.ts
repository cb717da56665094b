/** Who may work when: one after the other, or all together until one needs the others to rest. */

/** Lets pieces of work go one after the other, in the order in which they came. */
export function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const own = last.then(work);
    last = own.catch(() => undefined);
    return own;
  };
}

export type Rest = {
  /** With all others that do so, and with nobody who is alone. */
  together<T>(work: () => Promise<T>): Promise<T>;
  /** When what is under way has ended; until it is done nothing else begins. */
  alone<T>(work: () => Promise<T>): Promise<T>;
};

export function restFor(): Rest {
  const underWay = new Set<Promise<unknown>>();
  let alone: Promise<unknown> | undefined;
  return {
    async together(work) {
      while (alone !== undefined) await alone;
      const run = work();
      const own = run.catch(() => undefined).finally(() => underWay.delete(own));
      underWay.add(own);
      return run;
    },
    async alone(work) {
      while (alone !== undefined) await alone;
      const run = Promise.all(underWay).then(work);
      alone = run.catch(() => undefined).finally(() => (alone = undefined));
      return run;
    },
  };
}
