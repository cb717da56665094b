/** `config check`: everything that is wrong with a configuration file, without changing anything. */
import { personOfReceiver } from '../../domain/policy.ts';
import type { CliCommand } from '../command.ts';
import { counted, printFound } from '../print-faults.ts';

export const checkConfigCommand: CliCommand = {
  words: 'config check',
  worksOn: 'folder',
  arguments: ['[file]'],
  summary: 'Check a configuration file (tabduty.yaml, or - for standard input); nothing is changed',
  async run({ faces, args, out }) {
    const file = args[0] ?? 'tabduty.yaml';
    const text = file === '-' ? await faces.readStdin() : await faces.readFile(file);
    const check = await faces.checkConfig(text, file);
    const faults = check.ok ? [] : check.faults;
    out.result({ ok: check.ok, faults, warnings: check.warnings }, () => {
      printFound(file, { faults, warnings: check.warnings }, out);
      if (!check.ok) return out.line(`${file}: ${counted(faults.length, 'fault')}`);
      const { sites, people, receivers, routes } = check.policy;
      const named = [...receivers.keys()].filter((name) => personOfReceiver(name) === undefined);
      const counts = [
        counted(sites.size, 'site'),
        counted(named.length, 'receiver'),
        ...(people.size === 0 ? [] : [people.size === 1 ? '1 person' : `${people.size} people`]),
        counted(routes.length, 'route'),
      ];
      out.line(`${file} is fine: ${counts.join(', ')}`);
    });
    return check.ok ? 0 : 1;
  },
};
