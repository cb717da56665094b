/** What is known of the configuration besides the policy: who manages it, and what the last check found. */
import type { Instant } from '../../domain/time/instant.ts';
import type { Fault } from '../ports/config.ts';

export type ConfigReport = {
  /** What was checked: a file, or "revision 3". */
  readonly of: string;
  readonly at: Instant;
  readonly accepted: boolean;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
  /** A text that was refused: it is tried again when a secret has changed, which may be all that it lacked. */
  readonly refused?: string;
};

export interface ConfigStatus {
  /** The file that the configuration comes from; then nobody else may change it. */
  readonly managedBy: string | undefined;
  last(): ConfigReport | undefined;
  report(report: ConfigReport): void;
}

/** What is said of a file must not be hidden by what an older revision of it is like. */
export function refusedFile(status: ConfigStatus): ConfigReport | undefined {
  const last = status.last();
  return last !== undefined && !last.accepted && last.of === status.managedBy ? last : undefined;
}

/** Behind the first of several faults. */
export function andMore(faults: readonly Fault[]): string {
  return faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
}

export function configStatus(managedBy: string | undefined): ConfigStatus {
  let last: ConfigReport | undefined;
  return { managedBy, last: () => last, report: (report) => void (last = report) };
}
