/** Headline and summary of a message about one alert or many, in our words. */
import { sentenceOf } from './describe.ts';
import { durationText } from '../time/instant.ts';
import { everyoneIn, type FullNews } from '../telling/news.ts';
import type { Incarnation } from '../records.ts';

/** "Failed: Sales Daily and 3 more": of what is new when something is, else of all. */
export function usualHeadline(news: FullNews): string {
  const spoken = subjectOf(news);
  const [first] = spoken;
  if (first === undefined) return 'Tabduty';
  const others = spoken.length > 1 ? ` and ${spoken.length - 1} more` : '';
  return `${verbOf(first, news)}: ${first.name}${others}`;
}

/** The alerts that the headline speaks of. */
export function subjectOf(news: FullNews): readonly Incarnation[] {
  if (news.kind === 'recovered') return news.recovered;
  if (news.added.length > 0) return news.added;
  return news.kind === 'update' && news.recovered.length > 0 ? news.recovered : news.firing;
}

function verbOf(first: Incarnation, news: FullNews): string {
  if (first.kind === 'test') return sentenceOf(first, first.state === 'ended');
  if (first.state === 'ended' && first.kind === 'alert')
    return first.ending === 'deleted' ? 'Deleted' : 'Recovered';
  if (news.kind === 'notice') return capitalized(sentenceOf(first, false));
  if (news.hasIt !== undefined) return `Acknowledged by ${news.hasIt}`;
  const repeated = news.kind === 'firing' && news.added.length === 0;
  if (news.flapping?.has(first.id)) return repeated ? 'Still flapping' : 'Flapping';
  if (first.trouble !== undefined)
    return repeated ? `Still: ${sentenceOf(first, false)}` : capitalized(sentenceOf(first, false));
  return repeated ? 'Still failing' : 'Failed';
}

/** One alert is described; many are counted. */
export function summaryOf(news: FullNews): string {
  const everyone = everyoneIn(news);
  const [only, ...others] = everyone;
  if (only === undefined) return '';
  if (others.length === 0) return aboutOne(only);
  if (news.kind === 'notice') return `${capitalized(sentenceOf(only, false))}, ${everyone.length} times`;
  if (news.kind === 'recovered') return allWell(news.recovered);
  const parts = [
    news.kind === 'update' && news.added.length > 0 ? `${news.added.length} new` : undefined,
    news.recovered.length > 0 ? `${news.recovered.length} recovered` : undefined,
    `${news.firing.length} failing${news.kind === 'update' ? ' now' : ''}`,
  ];
  return capitalized(parts.filter((part) => part !== undefined).join(', '));
}

function aboutOne(only: Incarnation): string {
  // A test has said all in its headline.
  if (only.kind === 'test') return '';
  const resolved = only.state === 'ended' && only.kind === 'alert';
  const sentence = capitalized(sentenceOf(only, resolved));
  if (resolved || only.kind === 'notice') return sentence;
  return only.streak > 1 ? `${sentence}, ${ordinal(only.streak)} time in a row` : sentence;
}

function allWell(recovered: readonly Incarnation[]): string {
  const longest = Math.max(...recovered.map((i) => (i.endedAt ?? i.lastAt) - i.openedAt));
  return `All ${recovered.length} are over, the longest after ${durationText(longest)}`;
}

export function capitalized(sentence: string): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}

export function ordinal(n: number): string {
  const tens = n % 100;
  if (tens >= 11 && tens <= 13) return `${n}th`;
  return `${n}${['th', 'st', 'nd', 'rd'][n % 10] ?? 'th'}`;
}
