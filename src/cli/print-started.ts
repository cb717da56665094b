/** What runs until Ctrl-C says once where it is: lines for people, or one document. */
import type { Output } from './output.ts';

export type Started = { readonly document: unknown; readonly lines: readonly string[] };

export function printStarted(out: Output, { document, lines }: Started): void {
  out.result(document, () => {
    for (const line of lines) out.line(line);
    out.line('\nCtrl-C ends it.');
  });
}
