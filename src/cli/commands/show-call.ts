/** `calls show`: one call with its bytes. */
import { showCall } from '../../api/records.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';

export const showCallCommand: CliCommand = {
  words: 'calls show',
  arguments: ['<call>'],
  summary: 'One call with its bytes',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(showCall, { id: args[0] ?? '' });
    out.result(answer, () => {
      const { call } = answer;
      out.line(
        `${call.receivedAt}  ${call.source}  from ${call.remote}  ${call.bytes} bytes  ${call.reading ?? call.state}`,
      );
      if (call.eventId !== undefined) out.line(`event ${call.eventId}`);
      if (call.remark !== undefined) out.line(printable(call.remark));
      out.line(answer.bodyIsText ? printable(answer.body) : `base64: ${answer.body}`);
    });
    return 0;
  },
};
