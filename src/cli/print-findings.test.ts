/** What the doctor found is short enough to be read. */
import { expect, it } from 'vitest';
import { terminalOutput } from './output.ts';
import { printFindings } from './print-findings.ts';

it('says once what mends several', () => {
  let printed = '';
  const out = terminalOutput(
    false,
    (text) => void (printed += text),
    () => undefined,
  );
  const finding = (check: string, remedy?: string) => ({
    ...{ check, level: 'fault' as const, text: 'no' },
    ...(remedy === undefined ? {} : { remedy }),
  });

  const code = printFindings(out, [finding('a', 'mend it'), finding('b'), finding('c', 'mend it')]);

  expect(code).toBe(1);
  expect(printed).toBe('FAULT    a: no\nFAULT    c: no\n         → mend it\nFAULT    b: no\n');
});
