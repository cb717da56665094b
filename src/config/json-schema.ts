/** The document as JSON Schema, for editors that complete and check while somebody writes. */
import { z } from 'zod';
import type { DestinationRegistry } from '../app/ports/destination.ts';
import { LABEL_NAMES } from '../domain/routing/labels.ts';
import { isMap } from './checking.ts';
import { accountKindOf } from './compile-receivers.ts';
import { escalationSchema } from './escalation-schema.ts';
import { heartbeatSchema } from './compile-heartbeat.ts';
import { mappingSchema } from './compile-labels.ts';
import { keepSchema } from './compile-keep.ts';
import { ownersSchema } from './compile-owners.ts';
import { inhibitionSchema, rangeSchema } from './quiet-schema.ts';
import { layerSchema, longSchedule, overrideSchema, personSchema, shortSchedule } from './schedule-schema.ts';
import { freshnessSchema, operatorsSchema, receiverOptions, routeSchema, siteSchema } from './schema.ts';

type Json = Readonly<Record<string, unknown>>;

export function configJsonSchema(registry: DestinationRegistry): Json {
  const list = { type: 'array', items: { $ref: '#/$defs/destination' } };
  const receiver = withProperties(toJson(receiverOptions), { destinations: list });
  const overrides = { type: 'array', items: toJson(overrideSchema) };
  const schedules = [
    withProperties(toJson(shortSchedule), { overrides }),
    withProperties(toJson(longSchedule), {
      overrides,
      layers: { type: 'array', items: toJson(layerSchema), minItems: 1 },
    }),
  ];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Tabduty configuration',
    type: 'object',
    additionalProperties: false,
    properties: {
      sites: mapOf(toJson(siteSchema), 'The Tableau sites, by a short name'),
      people: mapOf(
        withProperties(toJson(personSchema), { ways: { type: 'array', items: { $ref: '#/$defs/way' } } }),
        'Who can be on call, by a short name',
      ),
      schedules: mapOf({ anyOf: schedules }, 'Who is on call, by a short name'),
      escalations: mapOf(toJson(escalationSchema), 'Who is woken, in order, by a short name'),
      accounts: mapOf(oneKind(registry, 'account'), 'Credentials that several destinations use'),
      receivers: mapOf({ anyOf: [list, receiver] }, 'Who reads: lists of destinations by a short name'),
      quiet_times: mapOf(
        { anyOf: [toJson(rangeSchema), { type: 'array', items: toJson(rangeSchema) }] },
        'Recurring times in which routes that name them stay quiet',
      ),
      inhibitions: {
        type: 'array',
        items: withProperties(toJson(inhibitionSchema), {
          when: matchersJson('The alert that keeps others quiet'),
          quiet: matchersJson('Those that are kept quiet'),
        }),
        description: 'Alerts that keep others quiet',
      },
      labels: {
        type: 'array',
        items: withProperties(toJson(mappingSchema), {
          match: matchersJson('All of these labels must fit'),
          except: matchersJson('None of these labels may fit'),
        }),
        description: 'Labels that alerts get by labels that they have: severity, and others',
      },
      routes: {
        type: 'array',
        items: { $ref: '#/$defs/route' },
        description: 'The first that matches takes an alert',
      },
      freshness: {
        type: 'array',
        items: withProperties(toJson(freshnessSchema), {
          match: matchersJson('All of these labels of a content must fit'),
        }),
        description: 'By when which content must have been refreshed',
      },
      heartbeat: {
        ...toJson(heartbeatSchema),
        description: 'Who outside notices when Tabduty no longer does its work',
      },
      owners: {
        ...toJson(ownersSchema),
        description: 'How owners of content are asked who are none of the people',
      },
      keep: { ...toJson(keepSchema), description: 'How long history is kept' },
      operators: { ...toJson(operatorsSchema), description: "Who hears of Tabduty's own troubles" },
    },
    $defs: {
      destination: oneKind(registry, 'address'),
      way: wayJson(registry),
      route: withProperties(toJson(routeSchema), {
        match: matchersJson('All of these labels must fit'),
        except: matchersJson('None of these labels may fit'),
        routes: { type: 'array', items: { $ref: '#/$defs/route' } },
      }),
    },
  };
}

function oneKind(registry: DestinationRegistry, part: 'account' | 'address'): Json {
  const kinds = [...registry.values()].filter((type) => type[part] instanceof z.ZodType);
  const properties = kinds.map((type) => {
    const settings = toJson(type[part] as unknown as z.ZodType);
    const named = part === 'address' && type.account !== undefined;
    return [
      part === 'account' ? (accountKindOf(type) ?? type.type) : type.type,
      {
        title: part === 'account' ? `Account for ${type.label}` : type.label,
        ...(named ? withProperties(settings, { account: { type: 'string' } }) : settings),
      },
    ];
  });
  return {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    properties: Object.fromEntries(properties),
  };
}

/** A destination, and how long after the call it is tried. */
function wayJson(registry: DestinationRegistry): Json {
  const { maxProperties: _, ...way } = oneKind(registry, 'address');
  return withProperties({ ...way, maxProperties: 2 }, { after: { type: 'string' } });
}

function mapOf(values: Json, description: string): Json {
  return {
    type: 'object',
    propertyNames: { pattern: '^[a-z0-9][a-z0-9-]{0,63}$' },
    additionalProperties: values,
    description,
  };
}

function matchersJson(description: string): Json {
  const pattern = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }] };
  return {
    type: 'object',
    // Names that the labels part of the document declares.
    additionalProperties: pattern,
    description,
    properties: Object.fromEntries(LABEL_NAMES.map((label) => [label, pattern])),
  };
}

function toJson(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return forPeople(json) as Json;
}

function withProperties(json: Json, more: Json): Json {
  return { ...json, properties: { ...(json['properties'] as Json), ...more } };
}

/** Our `help` is an editor's `description`, and any text may be a reference to a secret instead. */
function forPeople(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(forPeople);
  if (!isMap(node)) return node;
  const { help, label, secret: _, ...rest } = node;
  const json: Record<string, unknown> = {
    ...Object.fromEntries(
      // Names of properties are no keywords: one of them may well be called "secret".
      Object.entries(rest).map(([key, below]) => [
        key,
        key === 'properties' && isMap(below) ? mapValues(below, forPeople) : forPeople(below),
      ]),
    ),
    ...(typeof label === 'string' ? { title: label } : {}),
    ...(typeof help === 'string' ? { description: help } : {}),
  };
  const strict = json['type'] === 'string' && ('pattern' in json || 'format' in json || 'minLength' in json);
  return strict ? { anyOf: [json, { type: 'string', pattern: '\\$\\{(env|file|secret):' }] } : json;
}

function mapValues(map: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
