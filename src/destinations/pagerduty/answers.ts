/** Who has acknowledged in PagerDuty, by its REST API: https://developer.pagerduty.com/api-reference/9d0b4b12e36f9-list-incidents */
import { z } from 'zod';
import type { Answer, AskContext, Heard } from '../../app/ports/destination.ts';
import { after, DAY, isoOf, type Instant } from '../../domain/time/instant.ts';
import { httpOutcome } from '../shared/http-outcome.ts';
import { dedupKeyOf } from './dedup-key.ts';

type Access = { readonly api: string; readonly api_token?: string | undefined };

/** The most that one page may have. */
const PAGE = 100;
const MOST_PAGES = 5;
const MOST_BYTES = 4 * 1024 * 1024;
/** Of when the incident was made; what failed longer ago has been acknowledged since, or never will be. */
const LOOK_BACK = 7 * DAY;

const agent = z.object({
  type: z.string().optional(),
  summary: z.string().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
});

const incidents = z.object({
  more: z.boolean().optional(),
  incidents: z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      incident_key: z.string().nullish(),
      acknowledgements: z.array(z.object({ acknowledger: agent })).optional(),
      last_status_change_by: agent.optional(),
    }),
  ),
});

type Incident = z.output<typeof incidents>['incidents'][number];

/**
 * One request for all that was acknowledged or resolved, whatever their number. An incident that somebody resolves
 * there is in their hands as well: only Tableau knows when it is over.
 */
export async function askPagerDuty(
  access: Access,
  threadKeys: ReadonlySet<string>,
  context: AskContext,
): Promise<Heard> {
  const wanted = new Map([...threadKeys].map((key) => [dedupKeyOf(key), key]));
  const answers: Answer[] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await pageOf(access, page * PAGE, context);
    if ('kind' in found) return found;
    for (const incident of found.incidents) {
      const threadKey = wanted.get(incident.incident_key ?? '');
      const by = whoHas(incident);
      if (threadKey !== undefined && by !== undefined) answers.push({ threadKey, ...by });
    }
    if (found.more !== true) break;
  }
  return { kind: 'heard', answers };
}

/** Services and integrations (ours among them) acknowledge nothing in the name of a person. */
function whoHas({ status, acknowledgements, last_status_change_by }: Incident) {
  const agent = status === 'resolved' ? last_status_change_by : acknowledgements?.at(-1)?.acknowledger;
  if (agent === undefined || !/^user(_reference)?$/.test(agent.type ?? '')) return undefined;
  const name = (agent.name ?? agent.summary ?? '').slice(0, 100).toWellFormed() || 'somebody in PagerDuty';
  return { name, ...(agent.email === undefined ? {} : { email: agent.email }) };
}

async function pageOf(
  { api, api_token = '' }: Access,
  offset: number,
  { io, at, signal }: AskContext,
): Promise<z.output<typeof incidents> | Extract<Heard, { kind: 'failed' }>> {
  const result = await io.request({
    url: `${api.replace(/\/+$/, '')}/incidents?${queryOf(offset, at)}`,
    method: 'GET',
    headers: { accept: 'application/json', authorization: `Token token=${api_token}` },
    maxBytes: MOST_BYTES,
    signal,
  });
  const outcome = httpOutcome(result, at, [api_token]);
  if (outcome.kind !== 'accepted' || result.kind !== 'answer')
    return {
      kind: 'failed',
      detail: `PagerDuty's REST API does not answer: ${outcome.detail}`,
      ...(outcome.kind === 'broken' ? { remedy: 'look at api_token and api of this destination' } : {}),
    };
  const read = incidents.safeParse(parsed(result.body));
  return read.success
    ? read.data
    : {
        kind: 'failed',
        detail: `PagerDuty's REST API answers HTTP ${result.status}, but not with incidents`,
      };
}

function queryOf(offset: number, at: Instant): string {
  const query = new URLSearchParams([
    ['statuses[]', 'acknowledged'],
    ['statuses[]', 'resolved'],
    ['include[]', 'acknowledgers'],
    ['since', isoOf(after(at, -LOOK_BACK))],
    ['limit', String(PAGE)],
    ['offset', String(offset)],
    ['sort_by', 'created_at:desc'],
  ]);
  return query.toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
