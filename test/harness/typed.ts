/** A command as somebody types it, in this process: its exit code, and all that it says. */
import { COMMANDS } from '../../src/cli/commands.ts';
import { runProgram } from '../../src/cli/program.ts';
import { composeFaces } from '../../src/compose.ts';

export async function typed(...argv: readonly string[]) {
  let said = '';
  const take = (text: string) => {
    said += text;
  };
  const faces = (options: Parameters<typeof composeFaces>[0]) => composeFaces(options, '0.0.0');
  const code = await runProgram(
    { version: '0', commands: COMMANDS, faces, write: take, complain: take },
    argv,
  );
  return { code, said };
}
