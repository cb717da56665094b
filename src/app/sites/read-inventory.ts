/** Reads content of a site as the inventory keeps it: with the full path of its project, its owner and its page. */
import { contentId, pageOf } from '../../domain/sites/content.ts';
import type { SitePolicy } from '../../domain/policy.ts';
import type { Content } from '../../domain/tableau-records.ts';
import { AppError } from '../errors.ts';
import type { TableauSite } from '../ports/tableau.ts';
import type { TableauContent, TableauPerson, TableauProject } from '../ports/tableau-inventory.ts';
import type { ContentKind } from '../ports/tableau-jobs.ts';

type Site = Pick<SitePolicy, 'slug' | 'server' | 'contentUrl'>;

export type Inventory = { readonly contents: readonly Content[]; readonly complete: boolean };

export async function readInventory(tableau: TableauSite, site: Site): Promise<Inventory> {
  const projects = await tableau.listProjects();
  const paths = pathsOf(projects.items);
  const lists = [await tableau.listContent('datasource'), await tableau.listContent('workbook')];
  const found = lists.flatMap(({ items }) => items);
  const people = found.some(({ owner }) => isUnnamed(owner)) ? await peopleOf(tableau) : new Map();
  return {
    contents: found.map((content) => contentOf(site, content, paths, people)),
    complete: lists.every(({ complete }) => complete),
  };
}

type Item = { readonly kind: ContentKind; readonly luid: string };

/** Single items, in the order asked for; `undefined` for what Tableau does not have. */
export async function readContents(
  tableau: TableauSite,
  site: Site,
  items: readonly Item[],
): Promise<readonly (Content | undefined)[]> {
  const found: (TableauContent | undefined)[] = [];
  for (const { kind, luid } of items) found.push(await foundOrNothing(tableau.getContent(kind, luid)));
  const inProjects = found.some((content) => content?.projectId !== undefined);
  const paths = inProjects ? pathsOf((await tableau.listProjects()).items) : new Map<string, string>();
  const people = new Map<string, TableauPerson>();
  for (const content of found) {
    const id = isUnnamed(content?.owner) ? content?.owner?.id : undefined;
    const person = id === undefined || people.has(id) ? undefined : await foundOrNothing(tableau.getUser(id));
    if (person !== undefined) people.set(person.id, person);
  }
  return found.map((content) => content && contentOf(site, content, paths, people));
}

async function foundOrNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** Old servers tell only the owner's id. */
function isUnnamed(owner: TableauPerson | undefined): boolean {
  return owner !== undefined && owner.email === undefined && owner.fullName === undefined;
}

async function peopleOf(tableau: TableauSite): Promise<ReadonlyMap<string, TableauPerson>> {
  const { items } = await tableau.listUsers();
  return new Map(items.map((person) => [person.id, person]));
}

function pathsOf(projects: readonly TableauProject[]): ReadonlyMap<string, string> {
  return new Map(projects.map(({ id, path }) => [id, path]));
}

function contentOf(
  site: Site,
  content: TableauContent,
  paths: ReadonlyMap<string, string>,
  people: ReadonlyMap<string, TableauPerson>,
): Content {
  const { kind, luid, name, projectId, projectName, owner, tags } = content;
  const person = isUnnamed(owner) ? (people.get(owner?.id ?? '') ?? owner) : owner;
  return {
    id: contentId(site.slug, kind, luid),
    source: site.slug,
    contentType: kind,
    luid,
    name,
    project: paths.get(projectId ?? '') ?? projectName,
    owner: namesOf(person),
    tags: tags.toSorted(),
    url: pageOf(content, site),
    deletedAt: undefined,
  };
}

/** The first is what people read; a route may name any. */
function namesOf(person: TableauPerson | undefined): readonly string[] {
  const names = [person?.fullName, person?.email, person?.name];
  return [...new Set(names.filter((name) => name !== undefined && name !== ''))] as readonly string[];
}
