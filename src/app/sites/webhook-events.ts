/** Which events of Tableau's webhooks are meant by the words that a person gives. */
import { EVENT_CATALOG } from '../../domain/events/event-catalog.ts';
import { AppError } from '../errors.ts';

export const REFRESH_EVENTS: readonly string[] = EVENT_CATALOG.filter(({ event }) =>
  event.startsWith('refresh-'),
).map(({ type }) => type);

/** Tableau's own name stands for itself, Tabduty's word for every event that it covers. */
export function webhookEvents(words: readonly string[]): readonly string[] {
  return [...new Set(words.flatMap(eventsOf))];
}

function eventsOf(word: string): readonly string[] {
  const wanted = word.trim().toLowerCase();
  const meant = EVENT_CATALOG.filter(
    ({ type, event }) => type.toLowerCase() === wanted || event.toLowerCase() === wanted,
  );
  if (meant.length > 0) return meant.map(({ type }) => type);
  throw new AppError('wrong-use', `Tableau has no event ${JSON.stringify(word)}`, {
    remedy: `the events are ${EVENT_CATALOG.map(({ type }) => type).join(', ')}`,
  });
}
