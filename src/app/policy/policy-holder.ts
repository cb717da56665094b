/** Holds the policy in force: everybody reads the newest, and who must act on a change is told. */
import type { Policy } from '../../domain/policy.ts';

export interface PolicyHolder {
  current(): Policy;
  replace(policy: Policy): void;
  /** Called after each replacement. Returns the way to stop it. */
  subscribe(listener: (policy: Policy) => void): () => void;
}

/** What is in force before there is a configuration: calls are kept, and nobody is told. */
export const EMPTY_POLICY: Policy = {
  revision: 0,
  sites: new Map(),
  receivers: new Map(),
  routes: [],
  quietTimes: new Map(),
  inhibitions: [],
  operators: [],
  people: new Map(),
  schedules: new Map(),
  escalations: new Map(),
  operatorsLine: 1,
  freshness: [],
  usesFetchedLabels: false,
};

export function policyHolder(first: Policy = EMPTY_POLICY): PolicyHolder {
  let policy = first;
  const listeners = new Set<(policy: Policy) => void>();
  return {
    current: () => policy,
    replace(next) {
      policy = next;
      for (const listener of listeners) listener(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
