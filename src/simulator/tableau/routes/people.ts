/** Projects and users. */
import { ERROR_CODE } from '../../../tableau/wire.ts';
import { type Answer, type Node, list, ok } from '../answer.ts';
import type { SiteCall } from '../call.ts';
import { secondText } from '../events.ts';
import type { Parts } from '../parts.ts';
import { type FieldTable, filtered, paged, sorted, textField } from '../query.ts';
import { Refusal } from '../refusal.ts';
import { selected } from '../selection.ts';
import type { Project, User } from '../world.ts';

export function listProjects({ world, switches }: Parts, call: SiteCall): Answer {
  const own = world.projects.filter((project) => project.site === call.site);
  const chosen = filtered(own, call.query, PROJECT_FIELDS, switches.unknownFilter);
  const { pagination, page } = paged(sorted(chosen, call.query, PROJECT_FIELDS), call.query);
  return ok({ pagination, projects: list('project', page.map(projectNode)) });
}

export function listUsers(parts: Parts, call: SiteCall): Answer {
  const { world, switches } = parts;
  const own = world.users.filter((user) => user.site === call.site);
  const chosen = filtered(own, call.query, USER_FIELDS, switches.unknownFilter);
  const { pagination, page } = paged(sorted(chosen, call.query, USER_FIELDS), call.query);
  const nodes = page.map((user) => {
    const full = userNode(parts, user);
    const { fullName: _fullName, email: _email, ...standard } = full;
    return selected(full, standard, call.query.get('fields'));
  });
  return ok({ pagination, users: list('user', nodes) });
}

export function getUser(parts: Parts, call: SiteCall): Answer {
  const luid = call.at['user'] ?? '';
  const found = parts.world.users.find((user) => user.site === call.site && user.luid === luid);
  if (found === undefined) throw new Refusal(ERROR_CODE.userUnknown, `User '${luid}' could not be found.`);
  return ok({ user: userNode(parts, found) });
}

const PROJECT_FIELDS: FieldTable<Project> = {
  name: textField((project) => project.name),
  ownerName: textField((project) => project.owner.name),
  parentProjectId: textField((project) => project.parent?.luid),
};

const USER_FIELDS: FieldTable<User> = {
  name: textField((user) => user.name),
  friendlyName: textField((user) => user.fullName),
  siteRole: textField((user) => user.siteRole),
};

function projectNode(project: Project): Node {
  return {
    id: project.luid,
    name: project.name,
    description: project.description,
    parentProjectId: project.parent?.luid,
    contentPermissions: 'ManagedByOwner',
    owner: { id: project.owner.luid },
  };
}

/** On Cloud a user's name is the e-mail address. */
function userNode({ switches, clock }: Parts, user: User): Node {
  return {
    id: user.luid,
    name: switches.edition === 'cloud' ? user.email : user.name,
    fullName: user.fullName,
    email: user.email,
    siteRole: user.siteRole,
    lastLogin: secondText(clock.now()),
    externalAuthUserId: '',
  };
}
