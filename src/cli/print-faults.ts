/** Prints what a check of the configuration found, a line each, as editors and people can follow it. */
import { type Fault, formatFault } from '../config/check.ts';
import type { Output } from './output.ts';
import { printable } from './output.ts';

export type Found = { readonly faults?: readonly PrintedFault[]; readonly warnings: readonly PrintedFault[] };

/** As it comes from the API: what is not there may be `undefined`. */
type PrintedFault = Omit<Fault, 'remedy'> & { readonly remedy?: string | undefined };

export function printFound(file: string, { faults = [], warnings }: Found, out: Output): void {
  for (const fault of faults) out.line(printable(lineOf(file, fault)));
  for (const warning of warnings) out.line(`warning: ${printable(lineOf(file, warning))}`);
}

export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function lineOf(file: string, { remedy, ...fault }: PrintedFault): string {
  return formatFault(file, { ...fault, ...(remedy === undefined ? {} : { remedy }) });
}
