/** Prints what the doctor found, a line each; what mends several stands once, below the last of them. */
import type { AnswerOf } from '../api/endpoint.ts';
import type { examineInstallation } from '../api/doctor.ts';
import type { ExitCode } from './command.ts';
import { type Output, printable } from './output.ts';
import { timesIn } from './times.ts';

type Findings = AnswerOf<typeof examineInstallation>['findings'];

export function printFindings(out: Output, findings: Findings): ExitCode {
  out.result({ findings }, () => {
    for (const group of byRemedy(findings)) {
      for (const { check, level, text } of group)
        out.line(`${MARKS[level]}  ${printable(timesIn(`${check}: ${text}`, out.zone))}`);
      const remedy = group[0]?.remedy;
      if (remedy !== undefined) out.line(`         → ${printable(remedy)}`);
    }
  });
  return findings.some(({ level }) => level === 'fault') ? 1 : 0;
}

/** In their order, except that findings with one remedy come together, where the first of them stands. */
function byRemedy(findings: Findings): readonly Findings[] {
  const groups = new Map<unknown, Findings>();
  for (const finding of findings) {
    const key = finding.remedy ?? finding;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

const MARKS = { ok: 'ok     ', warning: 'warning', fault: 'FAULT  ', skipped: 'skipped' } as const;
