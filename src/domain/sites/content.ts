/** A content item of the inventory: its id, the labels that it gives, and its page in Tableau. */
import type { Labels } from '../routing/labels.ts';
import type { Incarnation } from '../records.ts';
import type { Content } from '../tableau-records.ts';

export function contentId(source: string, contentType: string, luid: string): string {
  return `${source}/${contentType}/${luid}`;
}

/** The item that an incarnation speaks of, when it can be in the inventory. */
export function contentIdOf(
  incarnation: Pick<Incarnation, 'source' | 'contentType' | 'luid'>,
): string | undefined {
  const { source, contentType, luid } = incarnation;
  if (luid === '' || (contentType !== 'workbook' && contentType !== 'datasource')) return undefined;
  return contentId(source, contentType, luid);
}

/** What is not known stays missing: an empty label is none. */
export function labelsOfContent({
  project,
  owner,
  tags,
}: Pick<Content, 'project' | 'owner' | 'tags'>): Labels {
  return {
    ...(project === undefined ? {} : { project: [project] }),
    ...(owner.length === 0 ? {} : { owner }),
    ...(tags.length === 0 ? {} : { tag: tags }),
  };
}

type Named = {
  readonly kind: Content['contentType'];
  readonly webpageUrl: string | undefined;
  readonly contentUrl: string | undefined;
};

/**
 * The item's own page. Old servers do not tell it; there the address by content URL, which Tableau's own command line
 * uses too, leads to it.
 */
export function pageOf(
  { kind, webpageUrl, contentUrl }: Named,
  site: { readonly server: string; readonly contentUrl: string },
): string | undefined {
  if (webpageUrl !== undefined && /^https?:\/\//i.test(webpageUrl)) return webpageUrl;
  if (contentUrl === undefined || contentUrl === '') return undefined;
  const place = site.contentUrl === '' ? '' : `/t/${encodeURIComponent(site.contentUrl)}`;
  return `${site.server}${place}/${kind}s/${encodeURIComponent(contentUrl)}`;
}
