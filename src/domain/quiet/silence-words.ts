/** What is told of a silence: that it ends soon, and at its end what it held and what became of that. */
import type { Briefing, BriefingFact } from '../briefing/briefing.ts';
import { itemOf } from '../briefing/compose-briefing.ts';
import { durationText, type Instant, MINUTE } from '../time/instant.ts';
import type { Receiver } from '../policy.ts';
import type { Incarnation } from '../records.ts';
import { SEVERITIES, severityOf } from '../routing/severity.ts';
import type { Silence } from '../quiet-records.ts';
import { untrusted } from '../briefing/untrusted.ts';

export type SilenceNews = {
  readonly silence: Silence;
  /** Since when there is one: it may have taken the place of others. */
  readonly since: Instant;
  /** Of one receiver. */
  readonly held: readonly Incarnation[];
  /** Of what still fails, how much another silence keeps quiet. */
  readonly quietStill: number;
  readonly at: Instant;
};

const MOST_ITEMS = 20;

export function reminderBriefing(news: SilenceNews, receiver: Receiver): Briefing {
  const { silence, at } = news;
  const failing = failingIn(news).length;
  const still = failing === 0 ? 'nothing fails under it now' : `${failing} still ${verb(failing)} under it`;
  return briefingOf(news, receiver, {
    kind: 'notice',
    title: `The silence of ${silence.author} ends in ${durationText(silence.until - at)}: ${still}`,
    summary: 'Extend it, or let it end: what fails then is told',
    facts: [
      { title: 'Ends', value: { at: silence.until } },
      { title: 'To extend it', value: `tabduty silences edit ${silence.id} --for 2h` },
    ],
  });
}

export function endBriefing(news: SilenceNews, receiver: Receiver): Briefing {
  const { silence, since, held, quietStill, at } = news;
  const failing = failingIn(news).length;
  const became = failing === 0 ? 'none of it still fails' : `${failing} still ${verb(failing)}`;
  const late = at - silence.until;
  return briefingOf(news, receiver, {
    kind: 'digest',
    title: `The silence of ${silence.author} is over: ${became}`,
    summary: `It was silent for ${durationText(silence.until - since)} and held ${count(held.length)}`,
    facts: [
      { title: 'Silent since', value: { at: since } },
      { title: 'Until', value: { at: silence.until } },
      ...(silence.endedBy === undefined ? [] : [{ title: 'Ended by', value: untrusted(silence.endedBy) }]),
      ...(quietStill === 0 ? [] : [{ title: 'Kept quiet by another silence', value: String(quietStill) }]),
      ...(late > 5 * MINUTE ? [{ title: 'Told late by', value: durationText(late) }] : []),
    ],
  });
}

function failingIn({ held }: SilenceNews): readonly Incarnation[] {
  return held.filter((i) => i.state === 'open');
}

const verb = (n: number) => (n === 1 ? 'fails' : 'fail');
const count = (n: number) => (n === 1 ? '1 alert' : `${n} alerts`);

type Words = Pick<Briefing, 'kind' | 'summary' | 'facts'> & { readonly title: string };

/** `info`, whatever fails: what is told here wakes nobody. */
function briefingOf(
  news: SilenceNews,
  { locale, timeZone: zone }: Receiver,
  { kind, title, summary, facts }: Words,
): Briefing {
  const rank = (i: Incarnation) => SEVERITIES.indexOf(severityOf(i));
  const failing = failingIn(news).toSorted((a, b) => rank(a) - rank(b) || a.openedAt - b.openedAt);
  const { silence, held } = news;
  const about: readonly BriefingFact[] = [
    { title: 'Held so far', value: count(held.length) },
    { title: 'Silenced', value: untrusted(matchersText(silence)) },
    { title: 'Reason', value: untrusted(silence.reason) },
  ];
  return {
    v: 1,
    kind,
    number: 0,
    title: untrusted(title),
    summary,
    severity: 'info',
    items: failing.slice(0, MOST_ITEMS).map(itemOf),
    more: Math.max(0, failing.length - MOST_ITEMS),
    facts: [...facts, ...about.slice(kind === 'digest' ? 1 : 0)],
    people: [],
    actions: [],
    locale,
    zone,
  };
}

function matchersText({ matchers }: Silence): string {
  const words = matchers.flatMap(({ label, patterns }) => patterns.map((p) => `${label}=${p}`));
  return words.join(' ') || 'everything';
}
