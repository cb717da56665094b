/** Content, projects and people of a site. */
import { z } from 'zod';
import type {
  TableauContent,
  TableauPerson,
  TableauProject,
  TableauUser,
} from '../app/ports/tableau-inventory.ts';
import type { ContentKind, Listing } from '../app/ports/tableau-jobs.ts';
import { id, itemsOf, maybeFlag, maybeText, maybeTime, words } from './lenient.ts';
import { allPages } from './paging.ts';
import { projectPaths } from './project-paths.ts';
import { decoded, type SiteCalls } from './site-calls.ts';

/** What the list shows by itself, and of the owner more than the id, which spares a call for each owner. */
const CONTENT_FIELDS = '_default_,owner.name,owner.fullName,owner.email';

export async function listContent(calls: SiteCalls, kind: ContentKind): Promise<Listing<TableauContent>> {
  const { items, complete } = await allPages(calls, {
    path: `/${kind}s`,
    query: { fields: CONTENT_FIELDS },
    outer: `${kind}s`,
    inner: kind,
    item: content,
  });
  return { items: items.map((read) => contentOf(kind, read)), complete };
}

/** The owner comes without e-mail: Tableau shows here only whose id it is. */
export function getContent(calls: SiteCalls, kind: ContentKind, luid: string): Promise<TableauContent> {
  const ask = { method: 'GET', path: `/${kind}s/${encodeURIComponent(luid)}` } as const;
  return decoded(calls, ask, (document) => {
    const read = z.object({ [kind]: content }).safeParse(document);
    const found = read.success ? read.data[kind] : undefined;
    return found === undefined ? undefined : contentOf(kind, found);
  });
}

export async function listProjects(calls: SiteCalls): Promise<Listing<TableauProject>> {
  const { items, complete } = await allPages(calls, {
    path: '/projects',
    outer: 'projects',
    inner: 'project',
    item: project,
  });
  const paths = projectPaths(items);
  return { items: items.map((read) => ({ ...read, path: paths.get(read.id) ?? read.name })), complete };
}

export function listUsers(calls: SiteCalls): Promise<Listing<TableauUser>> {
  return allPages(calls, {
    path: '/users',
    query: { fields: '_all_' },
    outer: 'users',
    inner: 'user',
    item: user,
  });
}

export async function glanceAt(calls: SiteCalls, list: string): Promise<void> {
  await calls.call({ method: 'GET', path: `/${list}`, query: { pageNumber: '1', pageSize: '1' } });
}

export function getUser(calls: SiteCalls, userId: string): Promise<TableauUser> {
  return decoded(calls, { method: 'GET', path: `/users/${encodeURIComponent(userId)}` }, (document) => {
    const read = z.object({ user }).safeParse(document);
    return read.success ? read.data.user : undefined;
  });
}

const person = z
  .object({ id: maybeText, name: maybeText, fullName: maybeText, email: maybeText })
  .optional()
  .catch(undefined);

const named = z.object({ id: maybeText, name: maybeText }).optional().catch(undefined);

const tag = z.object({ label: words });

const tags = z
  .unknown()
  .optional()
  .transform((given) => itemsOf({ tags: given }, 'tags', 'tag', tag)?.items.map(({ label }) => label) ?? []);

const content = z.object({
  id,
  name: words.default(''),
  contentUrl: maybeText,
  webpageUrl: maybeText,
  hasExtracts: maybeFlag,
  updatedAt: maybeTime,
  project: named,
  owner: person,
  tags,
});

const project = z
  .object({
    id,
    name: words.default(''),
    parentProjectId: maybeText,
    owner: z.object({ id: maybeText }).optional().catch(undefined),
  })
  .transform(({ parentProjectId, owner, ...read }) => ({
    id: read.id,
    name: read.name,
    parentId: parentProjectId === '' ? undefined : parentProjectId,
    ownerId: owner?.id,
  }));

const user: z.ZodType<TableauUser> = z
  .object({ id, name: maybeText, fullName: maybeText, email: maybeText, siteRole: maybeText })
  .transform(({ siteRole = '', ...read }) => ({
    id: read.id,
    name: read.name,
    fullName: read.fullName,
    email: emailOf(read),
    siteRole,
  }));

function contentOf(kind: ContentKind, read: z.output<typeof content>): TableauContent {
  return {
    kind,
    luid: read.id,
    name: read.name,
    contentUrl: read.contentUrl,
    webpageUrl: read.webpageUrl,
    projectId: read.project?.id,
    projectName: read.project?.name,
    owner: ownerOf(read.owner),
    tags: read.tags,
    hasExtracts: read.hasExtracts,
    updatedAt: read.updatedAt,
  };
}

function ownerOf(read: z.output<typeof person>): TableauPerson | undefined {
  if (read === undefined) return undefined;
  return { id: read.id, name: read.name, fullName: read.fullName, email: emailOf(read) };
}

/** On Cloud a user's name is the e-mail address. */
function emailOf({
  name,
  email,
}: {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}) {
  if (email !== undefined && email !== '') return email;
  return name !== undefined && /^[^\s@]+@[^\s@]+$/.test(name) ? name : undefined;
}
