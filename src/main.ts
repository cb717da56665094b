/** Where the program begins: the command line, and its exit code. */
import { readFileSync } from 'node:fs';
import { COMMANDS } from './cli/commands.ts';
import { runProgram } from './cli/program.ts';
import { composeFaces } from './compose.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

// Who reads may have had enough (`| head`); that is no error of ours.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

process.exitCode = await runProgram(
  {
    version,
    commands: COMMANDS,
    faces: (options) => composeFaces(options, version),
    write: (text) => process.stdout.write(text),
    complain: (text) => process.stderr.write(text),
    reader: {
      isWatching: process.stderr.isTTY,
      width: process.stdout.columns,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
  },
  process.argv.slice(2),
);
