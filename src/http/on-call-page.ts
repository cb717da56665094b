/** `/on-call/<token>` and `/on-call/<token>.json`: who is on call, for a tab in Teams or a wiki. It only ever shows. */
import { linkGeneration } from '../app/on-call/renewable-link.ts';
import { type Board, type BoardRow, readBoard, type Standing } from '../app/on-call/on-call-board.ts';
import { localText } from '../domain/time/civil.ts';
import { type Instant, isoOf } from '../domain/time/instant.ts';
import type { ReadToken } from '../platform/tokens.ts';
import { html, htmlPage } from './page-html.ts';

type Deps = Parameters<typeof readBoard>[0] & {
  readonly readToken: (token: string) => ReadToken | undefined;
};

export type OnCallPages = (token: string, form: 'html' | 'json') => Promise<string | undefined>;

/** A tab that stays open shows who is on call now, and no script is needed for that. */
const REFRESH_SECONDS = 300;
/** So old an answer may be; the page says of when it is. */
const KEPT_MS = 20_000;

/** `undefined` for an unknown link, one that was renewed, and one whose schedule is no more. */
export function onCallPages(deps: Deps): OnCallPages {
  const boardOf = keptBoards(deps);
  return async (token, form) => {
    const read = deps.readToken(token);
    if (read === undefined) return undefined;
    const link = { kind: 'on-call-page', id: read.id } as const;
    if (!read.isOf(await linkGeneration(deps, link))) return undefined;
    const board = await boardOf(read.id);
    if (board === undefined) return undefined;
    return form === 'json' ? JSON.stringify(jsonOf(board)) : pageOf(board);
  };
}

/** Sixty days are worked out for each; whoever has a link could otherwise keep the service busy with that. */
function keptBoards(deps: Deps): (id: string) => Promise<Board | undefined> {
  const kept = new Map<string, { readonly page: unknown; readonly board: Board }>();
  return async (id) => {
    const now = deps.clock.now();
    const page = await deps.book.open(now);
    const before = kept.get(id);
    if (before?.page === page && now >= before.board.at && now - before.board.at < KEPT_MS)
      return before.board;
    const board = await readBoard(deps, id);
    if (board === undefined) kept.delete(id);
    else kept.set(id, { page, board });
    return board;
  };
}

function jsonOf({ at, schedules }: Board) {
  return {
    at: isoOf(at),
    schedules: schedules.map(({ schedule, zone, now, until, next, gaps }) => ({
      ...{ schedule, timeZone: zone, now },
      ...(until === undefined ? {} : { until: isoOf(until) }),
      ...(next === undefined ? {} : { next }),
      gaps: gaps.map(({ from, to }) => ({ from: isoOf(from), to: isoOf(to) })),
    })),
  };
}

function pageOf({ title, at, schedules, of }: Board): string {
  const only = of !== undefined;
  const zone = schedules[0]?.zone ?? 'UTC';
  const body = [
    ...schedules.map((row) => sectionOf(row, at, only)),
    `<p><small>As of ${html(localText(at, zone))}. This page looks again every five minutes.</small></p>`,
  ].join('');
  return htmlPage(title, body, REFRESH_SECONDS);
}

function sectionOf({ schedule, zone, now, until, next, gaps }: BoardRow, at: Instant, only: boolean): string {
  const time = (when: Instant) => html(localText(when, zone));
  const rows = [
    ['Now', standingText(now)],
    ['Until', until === undefined ? 'further notice' : time(until)],
    ...(next === undefined ? [] : [['Then', standingText(next)]]),
  ] as const;
  const coming = gaps.map(({ from, to }) =>
    from <= at ? `<li>now, until ${time(to)}</li>` : `<li>${time(from)} to ${time(to)}</li>`,
  );
  return [
    `<section>${only ? '' : `<h2>${html(schedule)}</h2>`}<dl>`,
    ...rows.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`),
    '</dl>',
    coming.length === 0 ? '' : `<p class="wrong">Nobody is on call:</p><ul>${coming.join('')}</ul>`,
    '</section>',
  ].join('');
}

/** HTML: whoever is on call, first of all. */
function standingText({ people, gap }: Standing): string {
  if (people.length === 0) return `<strong>nobody</strong>: ${html(gap ?? '')}`;
  return people
    .map(
      ({ name, inFor }) =>
        `<strong>${html(name)}</strong>${inFor === undefined ? '' : ` for ${html(inFor)}`}`,
    )
    .join(', ');
}
