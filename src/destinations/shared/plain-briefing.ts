/** A briefing as plain JSON for programs: untrusted text opened, times as ISO 8601. */
import type { Briefing, BriefingFact, BriefingItem } from '../../domain/briefing/briefing.ts';
import { isoOf } from '../../domain/time/instant.ts';
import { cutTo } from './text.ts';

export type TextLimits = { readonly items: number; readonly text: number };

export function plainBriefing(briefing: Briefing, limits: TextLimits) {
  const shown = briefing.items.slice(0, limits.items);
  return {
    version: briefing.v,
    kind: briefing.kind,
    ...(briefing.drill === true ? { drill: true } : {}),
    number: briefing.number,
    title: cutTo(briefing.title.untrusted, limits.text),
    summary: briefing.summary,
    severity: briefing.severity,
    items: shown.map((item) => plainItem(item, limits)),
    more: briefing.more + briefing.items.length - shown.length,
    facts: briefing.facts.slice(0, 8).map((f) => ({
      title: cutTo(f.title, 40),
      value: plainValue(f, limits),
    })),
    ...(briefing.note === undefined ? {} : { note: cutTo(briefing.note, limits.text) }),
    links: Object.fromEntries(briefing.actions.map((a) => [a.kind, a.url])),
  };
}

/** A program reads a moment best as one. */
function plainValue({ value }: BriefingFact, limits: TextLimits): string {
  if (typeof value === 'string') return cutTo(value, limits.text);
  return 'at' in value ? isoOf(value.at) : cutTo(value.untrusted, limits.text);
}

function plainItem(item: BriefingItem, limits: TextLimits) {
  const text = (name: 'project' | 'owner' | 'reason') => {
    const value = item[name];
    return value === undefined ? {} : { [name]: cutTo(value.untrusted, limits.text) };
  };
  return {
    name: cutTo(item.name.untrusted, limits.text),
    what: item.what,
    state: item.state,
    sentence: item.sentence,
    at: isoOf(item.at),
    since: isoOf(item.since),
    streak: item.streak,
    ...(item.outage === undefined ? {} : { outage_minutes: Math.round(item.outage / 60_000) }),
    ...text('project'),
    ...text('owner'),
    ...text('reason'),
    ...(item.url === undefined ? {} : { url: item.url }),
  };
}

const STEPS: readonly (TextLimits & { readonly dropped: readonly string[] })[] = [
  { items: 20, text: 2000, dropped: [] },
  { items: 10, text: 500, dropped: ['part of the list and of long texts'] },
  { items: 3, text: 100, dropped: ['most of the list and of long texts'] },
];

/** The first form whose JSON fits, and what it leaves out. */
export function fitPlain(budget: number, make: (limits: TextLimits) => unknown) {
  let payload = '';
  let dropped: readonly string[] = [];
  for (const step of STEPS) {
    payload = JSON.stringify(make(step));
    dropped = step.dropped;
    if (Buffer.byteLength(payload) <= budget) break;
  }
  return { payload, dropped };
}
