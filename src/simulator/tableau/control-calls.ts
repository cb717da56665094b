/** The control over HTTP: POST /_sim/<what> with a JSON object causes something, GET /_sim/<what> looks. */
import { z } from 'zod';
import { EVENTS, type EventName } from '../../tableau/wire.ts';
import type { TableauControl } from './control.ts';
import { SITE_ROLES } from './company.ts';
import { FAULT_KINDS } from './faults.ts';
import { REASONS } from './reasons.ts';
import { ControlMistake } from './refusal.ts';
import { SWITCHES } from './switches.ts';

export async function controlCall(
  control: TableauControl,
  method: string,
  path: string,
  body: string,
): Promise<unknown> {
  const what = path.slice('/_sim/'.length);
  const table = method === 'GET' ? LOOKS : method === 'POST' ? CAUSES : {};
  const found = Object.hasOwn(table, what) ? table[what] : undefined;
  if (found === undefined) {
    throw new ControlMistake(
      `there is no ${method} /_sim/${what}; GET knows ${Object.keys(LOOKS).join(', ')}, POST knows ${Object.keys(CAUSES).join(', ')}`,
    );
  }
  return (await found(control, parsed(body))) ?? { done: true };
}

type Handled = (control: TableauControl, given: unknown) => unknown;

const content = z.string();
const times = z.number().int().min(1).max(100_000);
const wait = z.number().int().min(0);
const copies = times.optional();
const failing = { content, reason: z.enum(REASONS).optional(), notes: z.string().optional() };
const eventName = z.enum(EVENTS.map(({ name }) => name) as [EventName, ...EventName[]]);
const pat = z.strictObject({ name: z.string() });

const LOOKS: Readonly<Record<string, Handled>> = {
  content: (control) => control.content(),
  deliveries: (control) => control.deliveries(),
  webhooks: (control) => control.webhooks(),
  jobs: (control) => control.jobs(),
  calls: (control) => control.calls(),
  faults: (control) => control.faults(),
  pats: (control) => control.pats(),
  state: (control) => control.state(),
  reasons: () => REASONS,
  switches: (control) =>
    Object.entries(control.switches()).map(([name, value]) => ({
      name,
      value,
      help: SWITCHES[name as keyof typeof SWITCHES].help,
    })),
};

const CAUSES: Readonly<Record<string, Handled>> = {
  fail: cause(z.strictObject({ ...failing, copies }), (control, given) => control.failNow(given)),
  succeed: cause(z.strictObject({ content, copies }), (control, given) => control.succeedNow(given)),
  start: cause(z.strictObject({ content, takes: wait.optional() }), (control, given) =>
    control.startNow(given),
  ),
  other: cause(
    z.strictObject({ kind: z.enum(['flow', 'subscription']), name: z.string().min(1), ok: z.boolean() }),
    (control, given) => control.endOther(given),
  ),
  cancel: cause(z.strictObject({ content }), (control, given) => control.cancelNow(given.content)),
  next: cause(
    z.strictObject({ ...failing, ok: z.boolean().optional(), times: times.optional() }),
    (control, given) => control.decideNext(given),
  ),
  storm: cause(
    z.strictObject({ count: times.max(1000), reason: failing.reason, project: z.string().optional() }),
    (control, given) => control.storm(given),
  ),
  emit: cause(z.strictObject({ content, event: eventName, copies }), (control, given) => control.emit(given)),
  skip: cause(z.strictObject({ content, times: times.optional() }), (control, given) =>
    control.skipNext(given.content, given.times),
  ),
  'run-in': cause(z.strictObject({ content, ms: wait }), (control, given) =>
    control.runNextIn(given.content, given.ms),
  ),
  suspend: cause(z.strictObject({ content, suspended: z.boolean() }), (control, given) =>
    control.setSuspended(given.content, given.suspended),
  ),
  unschedule: cause(z.strictObject({ content }), (control, given) => control.unschedule(given.content)),
  rename: cause(z.strictObject({ content, to: z.string().min(1) }), (control, given) =>
    control.rename(given.content, given.to),
  ),
  'give-to': cause(z.strictObject({ content, owner: z.string() }), (control, given) =>
    control.giveTo(given.content, given.owner),
  ),
  remove: cause(z.strictObject({ content }), (control, given) => control.remove(given.content)),
  'disable-webhook': cause(
    z.strictObject({ webhook: z.string(), reason: z.string().optional() }),
    (control, given) => control.disableWebhook(given.webhook, given.reason),
  ),
  down: cause(z.strictObject({ down: z.boolean() }), (control, given) => control.setDown(given.down)),
  fault: cause(
    z.strictObject({
      kind: z.enum(FAULT_KINDS),
      path: z.string().optional(),
      times: times.optional(),
      retryAfter: wait.optional(),
      ms: wait.optional(),
      status: z.number().int().min(400).max(599).optional(),
    }),
    (control, given) => control.addFault(given),
  ),
  'clear-faults': cause(z.strictObject({}), (control) => control.clearFaults()),
  'expire-pat': cause(pat, (control, given) => control.expirePat(given.name)),
  'revoke-pat': cause(pat, (control, given) => control.revokePat(given.name)),
  'renew-pat': cause(pat, (control, given) => control.renewPat(given.name)),
  'set-role': cause(z.strictObject({ user: z.string(), siteRole: z.enum(SITE_ROLES) }), (control, given) =>
    control.places.setRole(given.user, given.siteRole),
  ),
  'displace-pat': cause(pat, (control, given) => control.displacePat(given.name)),
  'rename-project': cause(z.strictObject({ path: z.string(), to: z.string().min(1) }), (control, given) =>
    control.places.renameProject(given.path, given.to),
  ),
  'remove-project': cause(z.strictObject({ path: z.string() }), (control, given) =>
    control.places.removeProject(given.path),
  ),
  'rename-site': cause(z.strictObject({ contentUrl: z.string(), to: z.string().min(1) }), (control, given) =>
    control.places.renameSite(given.contentUrl, given.to),
  ),
  'remove-site': cause(z.strictObject({ contentUrl: z.string() }), (control, given) =>
    control.places.removeSite(given.contentUrl),
  ),
  'end-sessions': cause(z.strictObject({}), (control) => control.endSessions()),
  switch: cause(z.strictObject({ name: z.string(), value: z.string() }), (control, given) =>
    control.setSwitch(given.name, given.value),
  ),
};

/** Zod types what may be missing as possibly undefined; the control takes only members that are there. */
type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function cause<T extends object>(
  schema: z.ZodType<T>,
  handle: (control: TableauControl, given: Present<T>) => unknown,
): Handled {
  return (control, given) => {
    const read = schema.safeParse(given);
    if (read.success) return handle(control, present(read.data));
    const [first] = read.error.issues;
    throw new ControlMistake(`${first?.path.join('.') || 'body'}: ${first?.message ?? 'not understood'}`);
  };
}

function present<T extends object>(given: T): Present<T> {
  const members = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as Present<T>;
}

function parsed(body: string): unknown {
  if (body.trim() === '') return {};
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new ControlMistake('the body is not JSON');
  }
}
