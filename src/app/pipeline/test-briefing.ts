/** What a test message says, from whichever place it is asked for. */
import type { Briefing } from '../../domain/briefing/briefing.ts';
import { untrusted } from '../../domain/briefing/untrusted.ts';

export type TestMessage = {
  readonly receiver: string;
  readonly actor: string;
  readonly locale: string;
  readonly zone: string;
};

export function testBriefing({ receiver, actor, locale, zone }: TestMessage): Briefing {
  return {
    v: 1,
    kind: 'test',
    number: 0,
    title: untrusted('Test message from Tabduty'),
    summary: 'Nothing is wrong. Whoever reads this will hear of failed refreshes here.',
    severity: 'info',
    items: [],
    more: 0,
    facts: [
      { title: 'Receiver', value: untrusted(receiver) },
      { title: 'Sent by', value: untrusted(actor) },
    ],
    people: [],
    actions: [],
    locale,
    zone,
  };
}
