/** Prints what became of a text that was to come into force. */
import type { AnswerOf } from '../api/endpoint.ts';
import type { applyConfig } from '../api/config.ts';
import type { ExitCode } from './command.ts';
import type { Output } from './output.ts';
import { counted, printFound } from './print-faults.ts';

export function printAccepted(of: string, answer: AnswerOf<typeof applyConfig>, out: Output): ExitCode {
  out.result(answer, () => {
    printFound(of, answer, out);
    if (!answer.ok) out.line(`${of}: ${counted(answer.faults.length, 'fault')}; nothing was changed`);
    else if (answer.changed) out.line(`revision ${answer.number} is in force`);
    else out.line(`nothing changed: revision ${answer.number} says the same`);
  });
  return answer.ok ? 0 : 1;
}
