/** How bad something is: four severities, in order. `labels` of the configuration may set it; else it is an error. */
import type { Labels } from './labels.ts';

/** Worst first. */
export const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const;

export type Severity = (typeof SEVERITIES)[number];

type Judged = {
  readonly labels: Labels;
  readonly trouble?: { readonly severity?: Severity | undefined } | undefined;
  readonly kind: 'alert' | 'notice' | 'test';
};

/** Before any mapping: what Tabduty says of its own troubles, else an error; what only tells something is no error. */
export function usualSeverity({ trouble, kind }: Omit<Judged, 'labels'>): Severity {
  return trouble?.severity ?? (kind === 'notice' ? 'info' : 'error');
}

export function severityOf(of: Judged): Severity {
  const [given] = of.labels.severity ?? [];
  return SEVERITIES.find((severity) => severity === given) ?? usualSeverity(of);
}

export function worstOf(all: readonly Judged[]): Severity {
  const found = new Set(all.map(severityOf));
  return SEVERITIES.find((severity) => found.has(severity)) ?? 'error';
}

export function isAtMost(severity: Severity, bound: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(bound);
}
