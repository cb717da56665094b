/** D: a digest comes at its time of the day, once for each day, whatever crashes and however the clock goes. */
import { localOf, wallText, weekdayOf } from '../../src/domain/time/civil.ts';
import { HOUR, instant, MINUTE } from '../../src/domain/time/instant.ts';
import type { DigestMark } from '../../src/domain/quiet-records.ts';
import type { Breach, Rows } from './rows.ts';
import type { History } from './scene.ts';

/** For which a message of a digest was made: "2026-10-25 02:34". */
const TIME = /^it is time for the digest of \w+ (\d{4}-\d\d-\d\d \d\d:\d\d)/;
/** From its time until it is told. */
const GRACE = 2 * MINUTE;

export function checkDigests(h: History, rows: Rows): readonly Breach[] {
  const told = [...rows.notifications.values()].flatMap(({ reason, destinationId }) => {
    const [, time] = TIME.exec(reason) ?? [];
    return time === undefined ? [] : [`${destinationId} of ${time}`];
  });
  const twice = told.filter((words, i) => told.indexOf(words) !== i);
  const untold = [...rows.digests.values()].flatMap((mark) => {
    const last = lastTime(h, mark);
    const to = h.policy.receivers.get(mark.receiver)?.destinations ?? [];
    if (last === undefined) return [];
    return to.map(({ id }) => `${id} of ${last}`).filter((words) => !told.includes(words));
  });
  return [
    ...twice.map((words) => `the digest to ${words} is made twice`),
    ...untold.map((words) => `the digest to ${words} was not made`),
  ].map((what) => ({ invariant: 'D', what }));
}

/** The last of its times since it was configured, found minute by minute on the wall. */
function lastTime({ written, stage }: History, { id, rule }: DigestMark): string | undefined {
  const begun = written
    .flatMap(({ changes }) => changes)
    .findLast((c) => c.op === 'insert' && c.table === 'digests' && c.row.id === id);
  if (begun?.op !== 'insert' || begun.table !== 'digests') return undefined;
  const first = Math.ceil((begun.row.until + 1) / MINUTE) * MINUTE;
  let last: string | undefined;
  for (let at = first; at <= stage.machineClock().now() - GRACE; at += MINUTE) {
    const { date, minute } = localOf(instant(at), rule.zone);
    // Of a time that comes twice the first counts.
    const before = localOf(instant(at - HOUR), rule.zone);
    const isAgain = before.date === date && before.minute === minute;
    if (minute !== rule.minute || !rule.days.includes(weekdayOf(date)) || isAgain) continue;
    last = `${date} ${wallText(minute)}`;
  }
  return last;
}
