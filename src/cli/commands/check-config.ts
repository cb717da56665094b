/** `config check`: everything that is wrong with a file, at once. */
import { formatFault } from '../../config/check.ts';
import type { CliCommand } from '../command.ts';

export const checkConfigCommand: CliCommand = {
  words: 'config check',
  arguments: ['[file]'],
  summary: 'Says everything that is wrong with a configuration file, at once; needs no service',
  async run({ faces, args, out }) {
    const file = args[0] ?? 'tabduty.yaml';
    const check = await faces.checkConfig(await faces.readFile(file), file);
    const faults = check.ok ? [] : check.faults;
    out.result({ ok: check.ok, faults, warnings: check.warnings }, () => {
      for (const fault of faults) out.line(formatFault(file, fault));
      for (const warning of check.warnings) out.line(`warning: ${formatFault(file, warning)}`);
      out.line(
        check.ok ? `${file} is fine` : `${file} has ${faults.length} fault${faults.length === 1 ? '' : 's'}`,
      );
    });
    return check.ok ? 0 : 1;
  },
};
