/** `simulate tableau`: a Tableau to practise with. */
import type { CliCommand } from '../command.ts';
import { printStarted } from '../print-started.ts';

export const simulateTableauCommand: CliCommand = {
  words: 'simulate tableau',
  worksOn: 'nothing',
  summary: 'A simulated Tableau: REST API, refreshes that fail and recover, webhooks',
  options: [
    { flags: '--port <number>', help: 'port to listen on, 0 for any free one', default: '8379' },
    { flags: '--host <address>', help: 'address to listen on', default: '127.0.0.1' },
    { flags: '--company <name>', help: 'demo (40 items) or small (a handful)', default: 'demo' },
    { flags: '--pace <name>', help: 'demo (a day in 12 minutes) or real', default: 'demo' },
    { flags: '--seed <text>', help: 'the same seed fails in the same way', default: '1' },
    { flags: '--history <hours>', help: 'how far back jobs reach that ran before the start', default: '48' },
    { flags: '--no-auto-run', help: 'schedules do not run; only you cause things' },
    {
      flags: '--pat <name:secret>',
      help: 'a personal access token that signs in; without one tabduty:simulated; may be given several times',
      repeatable: true,
    },
    {
      flags: '--pat-user <token=user>',
      help: 'whose token it is, such as tabduty=ben, which decides what it may do; may be given several times',
      repeatable: true,
    },
    {
      flags: '--login <user:password>',
      help: 'a user who may sign in by password, with --switch edition=server; may be given several times',
      repeatable: true,
    },
    {
      flags: '--switch <name=value>',
      help: 'how Tableau behaves where nobody knows for certain; "--switch list" names them; may be given several times',
      repeatable: true,
    },
  ],
  async run({ faces, options, out }) {
    await faces.simulate('tableau', options, (started) => printStarted(out, started));
    return 0;
  },
};
