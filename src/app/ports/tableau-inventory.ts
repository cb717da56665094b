/** What use cases ask of a site's content: workbooks, data sources, projects, people. */
import type { Instant } from '../../domain/time/instant.ts';
import type { Impact } from '../../domain/tableau-records.ts';
import type { ContentKind, Listing } from './tableau-jobs.ts';

/** What is missing was not said by this version of Tableau, or may not be seen. */
export type TableauContent = {
  readonly kind: ContentKind;
  readonly luid: string;
  readonly name: string;
  readonly contentUrl: string | undefined;
  /** The page of the content itself, where Tableau tells it. */
  readonly webpageUrl: string | undefined;
  /** None for what lies in somebody's Personal Space. */
  readonly projectId: string | undefined;
  readonly projectName: string | undefined;
  readonly owner: TableauPerson | undefined;
  readonly tags: readonly string[];
  readonly hasExtracts: boolean | undefined;
  readonly updatedAt: Instant | undefined;
};

export type TableauPerson = {
  readonly id: string | undefined;
  /** On Cloud the e-mail address. */
  readonly name: string | undefined;
  readonly fullName: string | undefined;
  readonly email: string | undefined;
};

export type TableauUser = TableauPerson & { readonly id: string; readonly siteRole: string };

export type TableauProject = {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | undefined;
  /** From the top down with slashes: "Finance/Close". Slashes in names stay as they are. */
  readonly path: string;
  readonly ownerId: string | undefined;
};

export interface TableauInventory {
  /** Never throws: nothing depends on it. */
  downstreamOf(datasourceLuid: string): Promise<Impact>;
  /** Why the Metadata API cannot be asked; `undefined` when it can. Never throws. */
  metadataFault(): Promise<string | undefined>;
  /** Reads one entry at most: whether the list may be read at all. */
  glanceAt(list: 'projects' | 'workbooks' | 'datasources' | 'users'): Promise<void>;
  /** With the owner's e-mail and tags. */
  listContent(kind: ContentKind): Promise<Listing<TableauContent>>;
  getContent(kind: ContentKind, luid: string): Promise<TableauContent>;
  listProjects(): Promise<Listing<TableauProject>>;
  listUsers(): Promise<Listing<TableauUser>>;
  getUser(id: string): Promise<TableauUser>;
}
