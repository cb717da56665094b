/** S: whose messages a silence held hears once before its end that it ends, and once at its end what became of them. */
import type { Silence } from '../../src/domain/quiet-records.ts';
import type { Notification } from '../../src/domain/records.ts';
import { timeOfId } from '../../src/domain/time/id-time.ts';
import { after, HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import type { Breach, Rows } from './rows.ts';
import type { History } from './scene.ts';

const REMIND_BEFORE = 30 * MINUTE;
/** From its time until it is told. */
const GRACE = 2 * MINUTE;

export function checkSilences(h: History, rows: Rows): readonly Breach[] {
  return [...rows.silences.values()]
    .flatMap((silence) =>
      [...faultsOf(h, rows, silence), ...saidInSpite(h, rows, silence)].map(
        (fault) => `the silence for ${silence.reason} ${fault}`,
      ),
    )
    .map((what) => ({ invariant: 'S', what }));
}

/** Around its ends either is right: it is read, and then written what it gave. */
const READ = 2 * SECOND;

/** What was said to fail while it was silenced. A clock that was set makes "while" uncertain. */
function saidInSpite(
  { faults }: History,
  rows: Rows,
  { createdAt, until, matchers }: Silence,
): readonly string[] {
  if (faults.has('clock')) return [];
  const names = new Set(matchers.flatMap(({ label, patterns }) => (label === 'name' ? patterns : [])));
  return [...rows.notifications.values()]
    .filter(({ id, reason, briefing: { kind } }) => {
      // Not when it was told: what may have arrived is sent again, whatever has begun since.
      const madeAt = timeOfId(id) ?? until;
      const isWithin = madeAt > after(createdAt, READ) && madeAt < after(until, -READ);
      // What is said at the end of a silence counts what another one keeps quiet.
      return isWithin && (kind === 'firing' || kind === 'digest') && !reason.startsWith('a silence of ');
    })
    .flatMap(({ at, destinationId, reason, briefing: { items } }) =>
      items
        .filter(({ state, name }) => state === 'firing' && names.has(name.untrusted))
        .map(({ name }) => `did not keep ${name.untrusted} from ${destinationId} (${reason}, ${at})`),
    );
}

function faultsOf(h: History, rows: Rows, silence: Silence): readonly string[] {
  const { from, until } = silence;
  const about = [...rows.notifications.values()].filter((n) => isAbout(n, silence));
  const reminders = about.filter(({ briefing }) => briefing.kind === 'notice');
  const ends = about.filter(({ briefing }) => briefing.kind === 'digest');
  const now = h.stage.machineClock().now();
  const heldAt = heldSince(h, silence);
  const ordinary = !h.faults.has('config') && heldAt !== undefined;
  // A reminder that nobody could send before the end is none.
  const calm = ordinary && !h.faults.has('clock') && !h.faults.has('crash') && !h.faults.has('full-disk');
  const remindable = until - from >= HOUR && now >= until - REMIND_BEFORE + GRACE;
  return [
    ...twiceIn(reminders).map((to) => `is reminded of twice at ${to}`),
    ...twiceIn(ends).map((to) => `is summed up twice at ${to}`),
    ...reminders.filter(({ at }) => at >= until).map(() => 'is reminded of after its end'),
    ...ends.filter(({ at }) => at < until).map(() => 'is summed up before its end'),
    ...(ordinary && now >= until + GRACE && ends.length === 0 ? ['is not summed up'] : []),
    ...(calm && remindable && heldAt < REMIND_BEFORE && reminders.length === 0 ? ['is not reminded of'] : []),
  ];
}

/** People give each silence a reason of its own. */
function isAbout({ briefing }: Notification, { reason }: Silence): boolean {
  return briefing.facts.some(
    ({ title, value }) =>
      title === 'Reason' && (value as { readonly untrusted?: string }).untrusted === reason,
  );
}

function twiceIn(of: readonly Notification[]): readonly string[] {
  const to = of.map((n) => n.destinationId);
  return to.filter((id, i) => to.indexOf(id) !== i);
}

/** When it first kept something quiet, as time truly passes. */
function heldSince({ written }: History, { id }: Silence): number | undefined {
  return written.find(({ changes }) =>
    changes.some(
      (c) => (c.op === 'insert' || c.op === 'put') && c.table === 'held' && c.row.silenceId === id,
    ),
  )?.at;
}
