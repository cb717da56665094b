/** `config status`: which revision is in force, and what the last check found. */
import { getConfigStatus } from '../../api/config.ts';
import type { CliCommand } from '../command.ts';
import { counted, printFound } from '../print-faults.ts';
import { localTime } from '../times.ts';

export const showConfigStatusCommand: CliCommand = {
  words: 'config status',
  summary: 'Which revision is in force, and what the last check found',
  async run({ faces, out }) {
    const answer = await (await faces.api()).call(getConfigStatus, {});
    const { inForce, managedBy, lastCheck } = answer;
    out.result(answer, () => {
      out.line(inForce === 0 ? 'no configuration is in force' : `revision ${inForce} is in force`);
      if (managedBy !== undefined) out.line(`it is managed by ${managedBy}`);
      if (lastCheck === undefined) return;
      const outcome = lastCheck.accepted ? 'without faults' : counted(lastCheck.faults.length, 'fault');
      out.line(`last check, ${localTime(lastCheck.at, out.zone)}: ${lastCheck.of}, ${outcome}`);
      printFound(lastCheck.of, lastCheck, out);
    });
    return lastCheck?.accepted === false ? 1 : 0;
  },
};
