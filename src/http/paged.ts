/** Lists as the API gives them: one page, and where the next begins. */

export function paged<T, V>(
  rows: readonly T[],
  limit: number,
  idOf: (row: T) => string,
  view: (row: T) => V,
) {
  const last = rows.at(-1);
  return { items: rows.map(view), next: rows.length === limit && last ? idOf(last) : undefined };
}

/** Drops what was not asked for: the store's questions tell "absent" from "undefined". */
export function given<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, v]) => v !== undefined)) as never;
}
