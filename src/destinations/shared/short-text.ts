/** A briefing in one or two sentences, for a text message, a voice, and gateways that know no more than text. */
import type { Briefing } from '../../domain/briefing/briefing.ts';
import { headline, type Message, messageOf } from './message.ts';

const ROOM = { items: 1, name: 80, reason: 0, note: 0 };

/** With the address of the message's own page, else of Tableau. */
export function shortText(briefing: Briefing): string {
  const message = messageOf(briefing, ROOM);
  const links = message.links.toSorted(
    (a, b) => Number(b.label === 'Details') - Number(a.label === 'Details'),
  );
  return [sentences(briefing, message), ...(links[0] === undefined ? [] : [links[0].url])].join(' ');
}

/** Without addresses, which nobody can listen to. */
export function spokenText(briefing: Briefing): string {
  return sentences(briefing, messageOf(briefing, ROOM)).replace(/#(\d+)/, 'number $1');
}

/** The title of a digest counts what is in it. */
function sentences({ kind }: Briefing, message: Message): string {
  const { summary, more, items } = message;
  const others = more > 0 && items.length > 0 && kind !== 'digest' ? `${more} more` : '';
  return [`Tabduty ${headline(message)}`, summary, others]
    .filter((part) => part !== '')
    .map((part) => (/[.!?…]$/.test(part) ? part : `${part}.`))
    .join(' ');
}
