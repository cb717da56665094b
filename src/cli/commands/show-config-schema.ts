/** `config schema`: the JSON Schema of the configuration, for editors. */
import type { CliCommand } from '../command.ts';

export const showConfigSchemaCommand: CliCommand = {
  words: 'config schema',
  worksOn: 'nothing',
  summary: 'The JSON Schema of the configuration, for editors that complete and check while you write',
  async run({ faces, out }) {
    const schema = faces.configSchema();
    out.result(schema, () => out.line(JSON.stringify(schema, undefined, 2)));
    return 0;
  },
};
