/** The Metadata API as far as a question about what hangs on a data source needs it: no GraphQL but by its variables. */
import { z } from 'zod';
import type { Answer } from '../answer.ts';
import type { Parts } from '../parts.ts';
import type { Session } from '../sessions.ts';
import type { Content } from '../world.ts';

/** It has no version and names no site: the session says which. */
export const METADATA_PATH = '/api/metadata/graphql';

export function askMetadata(
  { world, switches }: Parts,
  session: Session,
  { method, body }: { readonly method: string; readonly body: string },
): Answer {
  if (method !== 'POST' || switches.metadataApi === 'off')
    return said(404, { status: 404, error: 'Not Found' });
  const asked = question.safeParse(parsed(body));
  if (!asked.success || !asked.data.query.includes('downstreamWorkbooksConnection'))
    return said(200, { errors: [{ message: 'This simulator knows only downstreamWorkbooksConnection.' }] });
  const { luid, first } = asked.data.variables;
  const source = world.contentOf(session.site, 'datasource').find((content) => content.luid === luid);
  const users = world
    .contentOf(session.site, 'workbook')
    .filter((workbook) => source !== undefined && workbook.uses.includes(source.name));
  const downstreamWorkbooksConnection = {
    totalCount: users.length,
    nodes: users.slice(0, first).map(workbookOf),
  };
  const found = source === undefined ? [] : [{ downstreamWorkbooksConnection }];
  const data = { publishedDatasources: found };
  if (switches.metadataApi === 'on') return said(200, { data });
  const building = {
    message: 'The metadata store is still being built, so results may be incomplete.',
    extensions: { severity: 'WARNING', code: 'BACKFILL_RUNNING' },
  };
  return said(200, { data, errors: [building] });
}

const question = z.object({
  query: z.string(),
  variables: z.object({ luid: z.string(), first: z.number().int().min(0).max(1000) }),
});

function workbookOf({ luid, name, owner }: Content): object {
  return { luid, name, owner: { name: owner.fullName, username: owner.name, email: owner.email } };
}

/** GraphQL is JSON whatever was asked for. */
function said(status: number, document: object): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(document) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
