/** Prints what the doctor found, a line each with the remedy below it; any fault makes the command fail. */
import type { AnswerOf } from '../api/endpoint.ts';
import type { examineInstallation } from '../api/doctor.ts';
import type { ExitCode } from './command.ts';
import { type Output, printable } from './output.ts';

type Findings = AnswerOf<typeof examineInstallation>['findings'];

export function printFindings(out: Output, findings: Findings): ExitCode {
  out.result({ findings }, () => {
    for (const { check, level, text, remedy } of findings) {
      out.line(`${MARKS[level]}  ${printable(`${check}: ${text}`)}`);
      if (remedy !== undefined) out.line(`         → ${printable(remedy)}`);
    }
  });
  return findings.some(({ level }) => level === 'fault') ? 1 : 0;
}

const MARKS = { ok: 'ok     ', warning: 'warning', fault: 'FAULT  ', skipped: 'skipped' } as const;
