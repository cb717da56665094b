/** The strings by which somebody moves the simulated Tableau: make it fail, recover, vanish, forget, and look at it. */
import { type Instant, type Millis, after } from '../../domain/time/instant.ts';
import type { EventName } from '../../tableau/wire.ts';
import type { RestCall } from './call-log.ts';
import type { Fault } from './faults.ts';
import { contentNamed, failureFor, patNamed, taskNamed, userNamed, webhookNamed } from './find.ts';
import type { Parts } from './parts.ts';
import { Places } from './places.ts';
import type { Reason } from './reasons.ts';
import { ControlMistake } from './refusal.ts';
import { type SwitchName, type Switches, readSwitch } from './switches.ts';
import {
  type ContentView,
  type DeliveryView,
  type JobView,
  type PatView,
  type StateView,
  type WebhookView,
  contentView,
  deliveryView,
  jobView,
  patView,
  webhookView,
} from './views.ts';
import type { Content } from './world.ts';

/** `notes` are the job's own words and win over `reason`. `copies` is how often each webhook is called. */
export type Failing = {
  readonly content: string;
  readonly reason?: Reason | (string & {});
  readonly notes?: string;
  readonly copies?: number;
};

export type Storm = {
  readonly count: number;
  readonly reason?: Reason | (string & {});
  /** Only content below this project path. */
  readonly project?: string;
};

export type Other = {
  readonly kind: 'flow' | 'subscription';
  readonly name: string;
  readonly ok: boolean;
};

/** Deliveries and REST calls that the page lists. */
const SHOWN = 50;

export class TableauControl {
  readonly places: Places;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.places = new Places(parts);
  }

  /** Ends the content's refresh as failed, now; one that is not running begins and fails at once. */
  failNow({ content: name, reason, notes, copies }: Failing): JobView {
    const content = contentNamed(this.#parts.world, name);
    return jobView(this.#parts.refreshes.endNow(content, failureFor(content, reason, notes), copies));
  }

  succeedNow({ content: name, copies }: { readonly content: string; readonly copies?: number }): JobView {
    const content = contentNamed(this.#parts.world, name);
    return jobView(this.#parts.refreshes.endNow(content, { ok: true }, copies));
  }

  /** Starts a refresh that ends by itself after `takes`. */
  startNow({ content: name, takes }: { readonly content: string; readonly takes?: Millis }): JobView {
    const content = contentNamed(this.#parts.world, name);
    return jobView(this.#parts.refreshes.begin(content, takes === undefined ? {} : { takes }));
  }

  /** A run of a flow or a subscription ends now; both are made by being named. */
  endOther({ kind, name, ok }: Other): JobView {
    const site = this.#parts.world.sites[0];
    if (site === undefined) throw new ControlMistake('there is no site');
    const notes =
      kind === 'flow' ? 'Flow failed: the input is not reachable.' : 'The mail server refused the message.';
    return jobView(this.#parts.refreshes.endOther(site, kind, name, ok ? { ok } : { ok, notes }));
  }

  cancelNow(name: string): JobView {
    const { running, name: title } = contentNamed(this.#parts.world, name);
    if (running === undefined) throw new ControlMistake(`"${title}" has no refresh to cancel`);
    this.#parts.refreshes.cancel(running);
    return jobView(running);
  }

  /** How the next refreshes of a content end, whenever they come. */
  decideNext(failing: Omit<Failing, 'copies'> & { readonly times?: number; readonly ok?: boolean }): void {
    const content = contentNamed(this.#parts.world, failing.content);
    const outcome =
      failing.ok === true ? ({ ok: true } as const) : failureFor(content, failing.reason, failing.notes);
    for (let time = 0; time < (failing.times ?? 1); time++) content.forced.push(outcome);
  }

  /** Many refreshes fail at the same moment, in turn when there are more failures than content. */
  storm({ count, reason, project }: Storm): readonly JobView[] {
    const inside = (content: Content): boolean =>
      project === undefined || `${content.project?.path ?? ''}/`.startsWith(`${project}/`);
    const chosen = this.#parts.world.contents.filter((content) => content.hasExtracts && inside(content));
    if (chosen.length === 0)
      throw new ControlMistake(`no content with an extract lies in "${project ?? ''}"`);
    return Array.from({ length: count }, (_, index) => {
      const content = chosen[index % chosen.length] as Content;
      return this.failNow({ content: content.luid, reason: reason ?? 'server-unreachable' });
    });
  }

  /** Sends any other event about a content, such as WorkbookUpdated. */
  emit({ event, content: name, copies }: { event: EventName; content: string; copies?: number }): void {
    const { site, name: resourceName, luid: resourceLuid } = contentNamed(this.#parts.world, name);
    const at = this.#parts.clock.now();
    this.#parts.sender.emit({ event, site, resourceName, resourceLuid, at }, copies);
  }

  /** The next `times` runs are not started; Tableau says nothing about it. */
  skipNext(name: string, times = 1): void {
    taskNamed(this.#parts.world, name).task.skip += times;
  }

  runNextIn(name: string, wait: Millis): void {
    const { content, task } = taskNamed(this.#parts.world, name);
    this.#parts.schedules.runAt(content, task, after(this.#parts.clock.now(), wait));
  }

  setSuspended(name: string, suspended: boolean): void {
    const { task } = taskNamed(this.#parts.world, name);
    task.suspended = suspended;
    if (!suspended) task.consecutiveFailed = 0;
  }

  /** Somebody deletes its schedule: nothing runs it any more, and no event says so. */
  unschedule(name: string): void {
    const { content } = taskNamed(this.#parts.world, name);
    this.#parts.schedules.stop(content);
    content.task = undefined;
  }

  rename(name: string, to: string): void {
    const content = contentNamed(this.#parts.world, name);
    content.name = to;
    this.#changed(content, 'Updated');
  }

  giveTo(name: string, owner: string): void {
    const content = contentNamed(this.#parts.world, name);
    content.owner = userNamed(this.#parts.world, owner, content);
  }

  remove(name: string): void {
    const content = contentNamed(this.#parts.world, name);
    if (content.running !== undefined) this.#parts.refreshes.cancel(content.running);
    this.#parts.schedules.stop(content);
    this.#parts.world.removeContent(content);
    this.#changed(content, 'Deleted');
  }

  disableWebhook(name: string, reason = this.#parts.switches.disableReason): void {
    const webhook = webhookNamed(this.#parts.world, name);
    webhook.isEnabled = false;
    webhook.statusChangeReason = reason;
  }

  /** Nobody answers at the REST API. Refreshes and webhooks go on. */
  setDown(down: boolean): void {
    this.#parts.faults.down = down;
  }

  addFault(fault: Fault): void {
    this.#parts.faults.add(fault);
  }

  clearFaults(): void {
    this.#parts.faults.clear();
  }

  expirePat(name: string): void {
    patNamed(this.#parts.sessions, name).expiresAt = this.#parts.clock.now();
  }

  revokePat(name: string): void {
    const pat = patNamed(this.#parts.sessions, name);
    pat.revoked = true;
    this.#parts.sessions.endSessionsOf(pat);
  }

  /** Makes an expired or revoked token good again, as a new one of the same name and secret would be. */
  renewPat(name: string, expiresAt?: Instant): void {
    const pat = patNamed(this.#parts.sessions, name);
    pat.revoked = false;
    pat.expiresAt = expiresAt;
    pat.usedAt = this.#parts.clock.now();
  }

  /** Another program signs in with the same token, which ends the session that it had. */
  displacePat(name: string): void {
    this.#parts.sessions.endSessionsOf(patNamed(this.#parts.sessions, name));
  }

  endSessions(): void {
    this.#parts.sessions.endAll();
  }

  setSwitches(switches: Partial<Switches>): void {
    Object.assign(this.#parts.switches, switches);
  }

  /** A switch as the command line and the control API write it. */
  setSwitch(name: SwitchName | (string & {}), value: string): void {
    const read = readSwitch(name, value);
    if ('sentence' in read) throw new ControlMistake(read.sentence);
    this.setSwitches(read.set);
  }

  switches(): Readonly<Switches> {
    return { ...this.#parts.switches };
  }

  sites(): readonly { readonly luid: string; readonly contentUrl: string; readonly name: string }[] {
    return this.#parts.world.sites.map((site) => ({ ...site }));
  }

  webhooks(): readonly WebhookView[] {
    return this.#parts.world.webhooks.map(webhookView);
  }

  /** Oldest first, with every attempt. */
  deliveries(): readonly DeliveryView[] {
    return this.#parts.sender.deliveries.map(deliveryView);
  }

  /** Oldest first. */
  jobs(): readonly JobView[] {
    return this.#parts.world.jobs.map(jobView);
  }

  content(): readonly ContentView[] {
    return this.#parts.world.contents.map((content) => contentView(this.#parts, content));
  }

  calls(): readonly RestCall[] {
    return this.#parts.calls.all();
  }

  pats(): readonly PatView[] {
    const { sessions, clock } = this.#parts;
    return sessions.pats.map((pat) => patView(pat, clock.now()));
  }

  /** What the page shows, with the newest deliveries first. */
  state(): StateView {
    const { calls, clock, faults, sender } = this.#parts;
    const newest = sender.deliveries.slice(-SHOWN).reverse();
    return {
      now: clock.now(),
      down: faults.down,
      faults: faults.list().length,
      content: this.content(),
      webhooks: this.webhooks(),
      deliveries: newest.map(deliveryView).map(({ headers: _headers, body: _body, ...shown }) => shown),
      pats: this.pats(),
      calls: calls.count,
      newestCalls: calls.newest(SHOWN),
    };
  }

  clearCalls(): void {
    this.#parts.calls.clear();
  }

  faults(): { readonly down: boolean; readonly faults: readonly Fault[] } {
    return { down: this.#parts.faults.down, faults: this.#parts.faults.list() };
  }

  /** Moves a ManualClock from one due thing to the next; refused on the machine's clock. */
  async advance(by: Millis): Promise<void> {
    await this.#parts.agenda.advance(by);
  }

  /**
   * On the machine's clock: until every delivery and its retries have ended. On a ManualClock, where time does not
   * pass by itself: until all that is due by now has been done.
   */
  async settle(): Promise<void> {
    const { agenda, sender } = this.#parts;
    if (agenda.isManual) await agenda.tick();
    else await sender.settled();
  }

  #changed({ kind, site, name, luid }: Content, word: 'Updated' | 'Deleted'): void {
    const event: EventName = `${kind === 'workbook' ? 'Workbook' : 'Datasource'}${word}`;
    const at = this.#parts.clock.now();
    this.#parts.sender.emit({ event, site, resourceName: name, resourceLuid: luid, at });
  }
}
