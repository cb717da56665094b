/** What people read on the terminal: hostile names stay within their line, and a reader that leaves is no fault. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { terminalOutput } from './output.ts';

describe('the output of commands', () => {
  it('keeps a list readable whatever a name has', () => {
    const lines: string[] = [];
    const out = terminalOutput(
      false,
      (line) => lines.push(line),
      () => {},
    );

    out.table([{ name: '\u202e<at>🔥'.repeat(1000) }], [{ title: 'NAME', value: (row) => row.name }], 'none');

    expect(lines[1]?.length).toBeLessThan(130);
    expect(lines[1]).toMatch(/^\\u202e<at>🔥.*…\n$/u);
    expect(lines[1]?.isWellFormed()).toBe(true);
  });

  it('makes a block of each row where the terminal is too narrow for the table', () => {
    let printed = '';
    const out = terminalOutput(
      false,
      (text) => void (printed += text),
      () => undefined,
      { width: 30 },
    );
    const columns = [
      { title: '#', value: (row: { id: string; name: string }) => row.id },
      { title: 'NAME', value: (row: { id: string; name: string }) => row.name },
    ];

    out.table([{ id: '7', name: 'Sales' }], columns, 'none');
    out.table([{ id: '8', name: 'A name that is longer than the line' }], columns, 'none');

    expect(printed).toBe('#  NAME\n7  Sales\n8\n  name: A name that is longer than the line\n');
  });

  it('ends quietly when the reader has had enough', async () => {
    const child = spawn(process.execPath, ['src/main.ts', 'config', 'schema'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);

    expect(complaint).toBe('');
    expect(code).toBe(0);
  });
});
