/** What can be wrong with a content without any event: seen by looking at Tableau's tasks and jobs. */

export const WATCH_CONDITIONS = {
  'refresh-stuck': {
    wrong: 'extract refresh runs far longer than usual',
    right: 'extract refresh is no longer running',
  },
  'refresh-not-started': {
    wrong: 'extract refresh did not start when it was due',
    right: 'extract refresh has started again',
  },
  'refresh-suspended': {
    wrong: 'extract refresh was suspended by Tableau after failures in a row',
    right: 'extract refresh is no longer suspended',
  },
  'freshness-at-risk': {
    wrong: 'will not be fresh by its deadline',
    right: 'is no longer at risk of missing its deadline',
  },
  'freshness-missed': {
    wrong: 'was not fresh by its deadline',
    right: 'is fresh again',
  },
} as const;

export type WatchCondition = keyof typeof WATCH_CONDITIONS;

export function isWatchCondition(condition: string): condition is WatchCondition {
  return Object.hasOwn(WATCH_CONDITIONS, condition);
}

/** How a condition is said that no event has: `undefined` for those that one does. */
export function watchCondition(
  condition: string,
): { readonly wrong: string; readonly right: string } | undefined {
  return isWatchCondition(condition) ? WATCH_CONDITIONS[condition] : undefined;
}
