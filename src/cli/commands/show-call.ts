/** `calls show`: one call with its bytes. */
import type { AnswerOf } from '../../api/endpoint.ts';
import { showCall } from '../../api/records.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';
import { localTime } from '../times.ts';

export const showCallCommand: CliCommand = {
  words: 'calls show',
  arguments: ['<call>'],
  summary: 'One call with its bytes',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(showCall, { id: args[0] ?? '' });
    out.result(answer, () => {
      const { call } = answer;
      out.line(
        `${localTime(call.receivedAt, out.zone)}  ${call.source}  from ${call.remote}  ${call.bytes} bytes  ${readingText(call)}`,
      );
      if (call.eventId !== undefined) out.line(`event ${call.eventId}`);
      if (call.remark !== undefined) out.line(printable(call.remark));
      out.line(answer.bodyIsText ? printable(answer.body) : `base64: ${answer.body}`);
    });
    return 0;
  },
};

/** What a call without an event was, so that nobody looks for its message. */
function readingText({ reading, state }: AnswerOf<typeof showCall>['call']): string {
  switch (reading) {
    case 'test':
      return 'a test of the webhook: tells nobody';
    case 'empty':
      return 'nothing was in it: tells nobody';
    case 'not-understood':
      return 'not understood: kept, tells nobody';
    case 'duplicate':
      return 'a copy of a call that was known: counted, not told again';
    default:
      return reading ?? state;
  }
}
