/** Workbooks, data sources and their refresh; projects and users. */
import { ERROR_CODE } from '../../../tableau/wire.ts';
import { type Answer, type Node, list, ok } from '../answer.ts';
import type { SiteCall } from '../call.ts';
import { secondText } from '../events.ts';
import type { Parts } from '../parts.ts';
import { type FieldTable, filtered, paged, sorted, textField, textsField, timeField } from '../query.ts';
import { Refusal } from '../refusal.ts';
import { selected } from '../selection.ts';
import type { Content } from '../world.ts';
import { refreshContent } from './tasks.ts';

type Kind = Content['kind'];

export function listContent(parts: Parts, call: SiteCall, kind: Kind): Answer {
  const { world, switches } = parts;
  const items = filtered(
    world.contentOf(call.site, kind),
    call.query,
    CONTENT_FIELDS,
    switches.unknownFilter,
  );
  const { pagination, page } = paged(sorted(items, call.query, CONTENT_FIELDS), call.query);
  const nodes = page.map((item) => {
    const full = contentNode(parts, item);
    return selected(full, withoutDetails(full), call.query.get('fields'));
  });
  return ok({ pagination, [`${kind}s`]: list(kind, nodes) });
}

export function getContent(parts: Parts, call: SiteCall, kind: Kind): Answer {
  const content = contentAt(parts, call, kind);
  const node = withoutDetails(contentNode(parts, content));
  const views = content.views.map(({ luid, name }) => ({
    id: luid,
    name,
    contentUrl: `${urlName(content.name)}/sheets/${urlName(name)}`,
  }));
  return ok({ [kind]: kind === 'workbook' ? { ...node, views: list('view', views) } : node });
}

export function refresh(parts: Parts, call: SiteCall, kind: Kind): Answer {
  return refreshContent(parts, call, contentAt(parts, call, kind));
}

export function urlName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_-]/gu, '');
}

const CONTENT_FIELDS: FieldTable<Content> = {
  name: textField((content) => content.name),
  contentUrl: textField((content) => urlName(content.name)),
  createdAt: timeField((content) => content.createdAt),
  updatedAt: timeField((content) => content.updatedAt),
  hasExtracts: textField((content) => String(content.hasExtracts), ['eq']),
  ownerName: textField((content) => content.owner.name),
  ownerEmail: textField((content) => content.owner.email, ['eq']),
  projectName: textField((content) => content.project?.name),
  tags: textsField((content) => content.tags),
};

function contentAt({ world }: Parts, { site, at }: SiteCall, kind: Kind): Content {
  const luid = at['content'] ?? '';
  const found = world.contentOf(site, kind).find((content) => content.luid === luid);
  if (found !== undefined) return found;
  const code = kind === 'workbook' ? ERROR_CODE.workbookUnknown : ERROR_CODE.datasourceUnknown;
  const word = kind === 'workbook' ? 'Workbook' : 'Data source';
  throw new Refusal(code, `${word} '${luid}' could not be found.`);
}

/** Everything that `fields=_all_` shows. */
function contentNode({ switches, baseUrl }: Parts, content: Content): Node {
  const { owner, project, kind, site } = content;
  const place = site.contentUrl === '' ? '' : `/site/${site.contentUrl}`;
  return {
    id: content.luid,
    name: content.name,
    description: content.description,
    contentUrl: urlName(content.name),
    webpageUrl: switches.webpageUrl ? `${baseUrl()}/#${place}/${kind}s/${content.number}` : undefined,
    createdAt: secondText(content.createdAt),
    updatedAt: secondText(content.updatedAt),
    hasExtracts: content.hasExtracts,
    type: kind === 'datasource' ? 'sqlproxy' : undefined,
    showTabs: kind === 'workbook' ? false : undefined,
    project:
      project === undefined
        ? undefined
        : { id: project.luid, name: project.name, description: project.description },
    location:
      project === undefined
        ? { id: owner.luid, type: 'PersonalSpace', name: 'Personal Space' }
        : { id: project.luid, type: 'Project', name: project.name },
    owner: {
      id: owner.luid,
      name: owner.name,
      fullName: owner.fullName,
      email: owner.email,
      siteRole: owner.siteRole,
      lastLogin: secondText(content.updatedAt),
    },
    tags: list(
      'tag',
      content.tags.map((label) => ({ label })),
    ),
  };
}

/** What is shown when no fields are named: of the owner the id, of the project id and name. */
function withoutDetails(full: Node): Node {
  const { location: _location, ...rest } = full;
  const { owner, project } = full;
  return { ...rest, owner: part(owner, ['id']), project: part(project, ['id', 'name']) };
}

function part(node: Node[string], names: readonly string[]): Node | undefined {
  if (typeof node !== 'object') return undefined;
  return Object.fromEntries(Object.entries(node as Node).filter(([name]) => names.includes(name)));
}
