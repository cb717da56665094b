/** How the command line ends: what went wrong, for people and for programs. */
import { describe, expect, it } from 'vitest';
import { AppError, notFound } from '../app/errors.ts';
import type { CliCommand } from './command.ts';
import type { Faces } from './faces.ts';
import { runProgram } from './program.ts';

async function failing(error: Error, argv: readonly string[]) {
  const command: CliCommand = {
    words: 'alerts show',
    arguments: ['<id>'],
    summary: 'Show an alert',
    run: () => Promise.reject(error),
  };
  let complaint = '';
  const code = await runProgram(
    {
      version: '0',
      commands: [command],
      faces: () => ({ close: async () => undefined }) as unknown as Faces & { close(): Promise<void> },
      write: () => undefined,
      complain: (text) => {
        complaint += text;
      },
    },
    ['alerts', 'show', '7', ...argv],
  );
  return { code, complaint };
}

describe('a command that fails', () => {
  it('says what is wrong and the way out', async () => {
    expect(await failing(notFound('alert', '7'), [])).toEqual({
      code: 1,
      complaint: 'there is no alert "7"\n  → what there is: tabduty alerts list\n',
    });
  });

  it('says it as one document to a program', async () => {
    const { code, complaint } = await failing(
      new AppError('wrong-use', 'no such time', { path: '--at', remedy: 'write 03:10' }),
      ['--json'],
    );

    expect(code).toBe(2);
    expect(JSON.parse(complaint)).toEqual({
      error: { code: 'wrong-use', message: 'no such time', path: '--at', remedy: 'write 03:10' },
    });
  });

  it.each([
    [['--bogus'], "unknown option '--bogus'"],
    [['8', '9'], expect.stringContaining('too many arguments')],
  ])('says of wrong use %j in one document too', async (words, message) => {
    const { code, complaint } = await failing(new Error('not run'), [...words, '--json']);

    expect(code).toBe(2);
    expect(JSON.parse(complaint)).toEqual({
      error: { code: 'wrong-use', message, remedy: 'add --help for what it takes' },
    });
  });

  it('shows where a mistake of ours came from', async () => {
    expect((await failing(new TypeError('oops'), [])).complaint).toMatch(/TypeError: oops\n +at /);
    expect(JSON.parse((await failing(new TypeError('oops'), ['--json'])).complaint)).toEqual({
      error: {
        code: 'bug',
        message: expect.stringContaining('TypeError: oops'),
        remedy: 'this is a mistake of Tabduty: please report it, with this text',
      },
    });
  });

  it('says what is near to a name that there is not', async () => {
    const { complaint } = await failing(notFound('receiver', 'opps', ['ops', 'finance']), []);

    expect(complaint).toBe('there is no receiver "opps"\n  → did you mean "ops"?\n');
  });
});
