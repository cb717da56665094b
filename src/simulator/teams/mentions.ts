/** Mentions: an `<at>` reaches a person only with an entity of the same text and a user that Teams knows. */
import { isList, isObject, type Json, type JsonObject } from './json.ts';
import type { Mention, Person } from './records.ts';
import type { Switches } from './switches.ts';

export function mentionsIn(
  card: JsonObject,
  people: readonly Person[],
  switches: Switches,
): { known: readonly Mention[] } | { unknown: string } {
  const known: Mention[] = [];
  for (const { id, text, name } of entitiesOf(card)) {
    const person = people.find((one) => one.objectId === id || one.upn.toLowerCase() === id.toLowerCase());
    if (person === undefined) {
      if (switches.unknownMention === 'fails') return { unknown: id };
      continue;
    }
    const mentionable = switches.mentions === 'known-people' || person === people[0];
    if (mentionable) known.push({ text, name });
  }
  return { known };
}

export type MentionEntity = { readonly id: string; readonly name: string; readonly text: string };

/** Entities stand in `msteams`, lower-case: in any other spelling Teams does not see them. */
export function entitiesOf(card: JsonObject): MentionEntity[] {
  const teams = card['msteams'];
  const entities = isObject(teams) ? teams['entities'] : undefined;
  if (!isList(entities)) return [];
  return entities.flatMap((entity): MentionEntity[] => {
    if (!isObject(entity) || entity['type'] !== 'mention') return [];
    const mentioned = isObject(entity['mentioned']) ? entity['mentioned'] : {};
    return [{ id: text(mentioned['id']), name: text(mentioned['name']), text: text(entity['text']) }];
  });
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
