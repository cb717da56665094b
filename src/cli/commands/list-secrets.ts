/** `secret list`: names of the stored secrets, never their values. */
import { listSecrets } from '../../api/config.ts';
import type { CliCommand } from '../command.ts';

export const listSecretsCommand: CliCommand = {
  words: 'secret list',
  summary: 'Names of the stored secrets; their values are never shown',
  async run({ faces, out }) {
    const answer = await (await faces.api()).call(listSecrets, {});
    out.result(answer, () =>
      out.table(
        answer.items,
        [
          { title: 'NAME', value: (s) => s.name },
          { title: 'SET', value: (s) => s.updatedAt },
          { title: 'BY', value: (s) => s.author },
        ],
        'No secrets are stored: "tabduty secret set NAME" stores one.',
      ),
    );
    return 0;
  },
};
