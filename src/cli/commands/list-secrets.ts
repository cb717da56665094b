/** `secret list`: names of the stored secrets, never their values. */
import { listSecrets } from '../../api/secrets.ts';
import type { CliCommand } from '../command.ts';

export const listSecretsCommand: CliCommand = {
  words: 'secret list',
  summary: 'Names of the stored secrets, and where the configuration uses them',
  async run({ faces, out }) {
    const answer = await (await faces.api()).call(listSecrets, {});
    out.result(answer, () =>
      out.table(
        answer.secrets,
        [
          { title: 'NAME', value: (s) => s.name },
          { title: 'SET', value: (s) => s.updatedAt },
          { title: 'BY', value: (s) => s.author },
          { title: 'USED BY', value: (s) => s.usedBy.join(', ') || '-' },
        ],
        'No secrets yet: store one with `tabduty secret set NAME`.',
      ),
    );
    return 0;
  },
};
