/** A flow that exists ("When an HTTP request is received"): Tableau's own fields as before, and ours under one key. */
import { z } from 'zod';
import type { DestinationType } from '../app/ports/destination.ts';
import type { Briefing } from '../domain/briefing/briefing.ts';
import { isoOf, MINUTE, SECOND } from '../domain/time/instant.ts';
import { httpOutcome } from './shared/http-outcome.ts';
import { fitPlain, plainBriefing, type TextLimits } from './shared/plain-briefing.ts';
import { describeWorkflow, laneOfWorkflow, workflowUrl } from './shared/workflow-url.ts';

/** A flow's request may be large; what it posts to Teams may not, and it posts what we send. */
const BUDGET = 100_000;

const address = z.strictObject({
  url: workflowUrl.meta({
    label: 'Flow address',
    help: 'From the trigger "When an HTTP request is received" of the flow that Tableau posts to today.',
    secret: true,
  }),
});

type Address = z.output<typeof address>;

export const powerAutomate: DestinationType = {
  type: 'power-automate',
  forMachines: true,
  label: 'Existing Power Automate flow',
  address,
  can: { update: false, thread: false, direct: false },
  needsOriginal: true,
  limits: [
    { count: 10, per: SECOND },
    { count: 300, per: MINUTE },
  ],
  concurrency: 4,
  laneOf: (_account, to) => laneOfWorkflow((to as Address).url),
  describe: (_account, to) => `flow at ${describeWorkflow((to as Address).url)}`,
  example: {
    address: {
      url: 'https://prod-12.westeurope.logic.azure.com:443/workflows/0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=EXAMPLE',
    },
  },
  render: (briefing) => fitPlain(BUDGET, (limits) => body(briefing, limits)),
  async send(payload, _account, to, { io, signal, at }) {
    const { url } = to as Address;
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    return httpOutcome(await io.request({ url, method: 'POST', headers, body: payload, signal }), at, [url]);
  },
};

/** The original's own keys come first and unchanged, so that the flow's schema and expressions go on working. */
function body(briefing: Briefing, limits: TextLimits): Readonly<Record<string, unknown>> {
  const tabduty = { ...flatFields(briefing), ...plainBriefing(briefing, limits) };
  if (briefing.original === undefined) return { tabduty };
  const original = objectIn(briefing.original.untrusted);
  return original === undefined
    ? { original: briefing.original.untrusted.slice(0, 10_000), tabduty }
    : { ...original, tabduty };
}

/** What a flow's expressions want without digging: `triggerBody()?['tabduty']?['state']`. */
function flatFields(briefing: Briefing) {
  const [item] = briefing.items;
  const link = (kind: Briefing['actions'][number]['kind']) =>
    briefing.actions.find((a) => a.kind === kind)?.url ?? null;
  return {
    state: item?.state ?? briefing.kind,
    since: item === undefined ? null : isoOf(item.since),
    streak: item?.streak ?? 0,
    outage_minutes: item?.outage === undefined ? null : Math.round(item.outage / MINUTE),
    // Both open the same page.
    details_url: link('details') ?? link('acknowledge'),
    tableau_url: link('open-in-tableau'),
  };
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    // Named own keys only: a key called __proto__ must stay a key.
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'tabduty'));
  } catch {
    return undefined;
  }
}
