/** `on-call renew-page`: a new link for a page, when the old one is in the wrong hands. */
import { renewOnCallPage } from '../../api/on-call.ts';
import type { CliCommand } from '../command.ts';

export const renewPageCommand: CliCommand = {
  words: 'on-call renew-page',
  arguments: ['<page>'],
  summary: 'Make a new link for a page of who is on call; the old one opens nothing any more',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(renewOnCallPage, { id: args[0] ?? '' });
    out.result(answer, () => out.line(answer.url));
    return 0;
  },
};
