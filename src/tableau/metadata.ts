/** What hangs on a published data source, from the Metadata API, which not every Tableau Server has turned on. */
import { z } from 'zod';
import { AppError } from '../app/errors.ts';
import type { Impact } from '../domain/tableau-records.ts';
import { maybeText, words } from './lenient.ts';
import type { SiteCalls } from './site-calls.ts';

/** https://help.tableau.com/current/api/metadata_api/en-us/index.html */
const PATH = '/api/metadata/graphql';
const NAMED = 20;
/** The reason of a failure, which the page waits for, is told together with this. */
const DEADLINE = 2000;

const UNKNOWN = 'the Metadata API does not know this data source';
/** No data source has it. */
const NO_LUID = '00000000-0000-0000-0000-000000000000';

const QUERY = `query Downstream($luid: String!, $first: Int!) {
  publishedDatasources(filter: { luid: $luid }) {
    downstreamWorkbooksConnection(first: $first) { totalCount nodes { name owner { name username } } }
  }
}`;

export async function downstreamOf(calls: SiteCalls, luid: string): Promise<Impact> {
  try {
    const body = { query: QUERY, variables: { luid, first: NAMED } };
    const answer = await calls.tried({ method: 'POST', path: PATH, whole: true, body, deadlineMs: DEADLINE });
    if (answer.kind === 'refused') return notAvailable(whyRefused(answer.refused.status));
    return readDownstream(answer.heard.document);
  } catch (error) {
    if (error instanceof AppError) return notAvailable('the Metadata API does not answer');
    throw error;
  }
}

/** The same question about nothing: whoever answers that nothing is known answers. */
export async function metadataFault(calls: SiteCalls): Promise<string | undefined> {
  const impact = await downstreamOf(calls, NO_LUID);
  return impact.kind === 'known' || impact.why === UNKNOWN ? undefined : impact.why;
}

/** Answers with faults in them may carry data all the same; what is incomplete is not passed off as the whole. */
function readDownstream(document: unknown): Impact {
  const read = reply.safeParse(document);
  if (!read.success) return notAvailable('the Metadata API answers something else');
  const { data, errors } = read.data;
  if (errors.some(({ extensions }) => extensions?.code === 'BACKFILL_RUNNING'))
    return notAvailable('Tableau still builds its index of what uses what');
  if (data === undefined) return notAvailable('the Metadata API refuses the question');
  const found = data.publishedDatasources[0]?.downstreamWorkbooksConnection;
  if (found === undefined) return notAvailable(UNKNOWN);
  const workbooks = found.nodes.map(({ name, owner }) => ({ name, owner: owner?.name ?? owner?.username }));
  return { kind: 'known', workbooks, count: Math.max(found.totalCount ?? 0, workbooks.length) };
}

function whyRefused(status: number): string {
  if (status === 404) return 'the Metadata API is turned off on this Tableau';
  if (status === 401 || status === 403) return 'the owner of the token may not use the Metadata API';
  if (status === 429) return 'the Metadata API has been asked too often';
  return `the Metadata API answers HTTP ${status}`;
}

function notAvailable(why: string): Impact {
  return { kind: 'not-available', why };
}

const workbook = z.object({
  name: words,
  owner: z.object({ name: maybeText, username: maybeText }).nullish().catch(undefined),
});

const connection = z.object({ totalCount: z.number().int().optional(), nodes: z.array(workbook) });

const reply = z.object({
  data: z
    .object({ publishedDatasources: z.array(z.object({ downstreamWorkbooksConnection: connection })) })
    .optional()
    .catch(undefined),
  errors: z
    .array(z.object({ extensions: z.object({ code: z.string().optional() }).optional().catch(undefined) }))
    .default([]),
});
