/** `status`: how much waits, and whether anything is stuck. */
import { showStatus } from '../../api/records.ts';
import type { CliCommand } from '../command.ts';

export const showStatusCommand: CliCommand = {
  words: 'status',
  summary: 'How much waits, and whether anything is stuck',
  async run({ faces, out }) {
    const answer = await (await faces.api()).call(showStatus, {});
    out.result(answer, () => {
      for (const [name, value] of Object.entries(answer)) out.line(`${name}: ${value}`);
    });
    return 0;
  },
};
