/** What an administrator does: sites and projects are renamed, and deleted with all in them; users get other roles. */
import type { SiteRole } from './company.ts';
import type { Parts } from './parts.ts';
import { ControlMistake } from './refusal.ts';
import type { Content, Project, Site } from './world.ts';

export class Places {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  renameProject(path: string, to: string): void {
    const project = this.#projectAt(path);
    project.name = to;
    const renamed = project.parent === undefined ? to : `${project.parent.path}/${to}`;
    for (const below of this.#parts.world.projects)
      if (below.site === project.site && isBelow(below, path))
        below.path = `${renamed}${below.path.slice(path.length)}`;
  }

  /** The content goes with it, and Tableau sends no event for a project. */
  removeProject(path: string): void {
    const { world } = this.#parts;
    const { site } = this.#projectAt(path);
    const gone = new Set(world.projects.filter((project) => project.site === site && isBelow(project, path)));
    this.#forget((content) => content.project !== undefined && gone.has(content.project));
    drop(world.projects, (project) => gone.has(project));
  }

  /** The address part changes; sessions go on. */
  renameSite(contentUrl: string, to: string): void {
    this.#siteAt(contentUrl).contentUrl = to;
  }

  removeSite(contentUrl: string): void {
    const { world } = this.#parts;
    const site = this.#siteAt(contentUrl);
    this.#forget((content) => content.site === site);
    for (const part of [world.projects, world.users, world.webhooks] as const)
      drop(part as { readonly site: Site }[], (one) => one.site === site);
    drop(world.sites, (one) => one === site);
  }

  /** On every site that has a user of this name. */
  setRole(name: string, siteRole: SiteRole): void {
    const { users } = this.#parts.world;
    const found = users.filter((user) => user.name === name);
    for (const user of found) user.siteRole = siteRole;
    const known = users.map((user) => user.name).join(', ');
    if (found.length === 0) throw new ControlMistake(`there is no user "${name}"; there is ${known}`);
  }

  #forget(isGone: (content: Content) => boolean): void {
    const { world, refreshes, schedules } = this.#parts;
    for (const content of world.contents.filter(isGone)) {
      if (content.running !== undefined) refreshes.cancel(content.running);
      schedules.stop(content);
      world.removeContent(content);
    }
  }

  #projectAt(path: string): Project {
    const { projects } = this.#parts.world;
    const found = projects.find((project) => project.path === path);
    if (found !== undefined) return found;
    const known = projects.map((project) => project.path).join(', ');
    throw new ControlMistake(`there is no project "${path}"; there is ${known}`);
  }

  #siteAt(contentUrl: string): Site {
    const { world } = this.#parts;
    const found = world.siteAt(contentUrl);
    if (found !== undefined) return found;
    const known = world.sites.map((site) => `"${site.contentUrl}"`).join(', ');
    throw new ControlMistake(`there is no site "${contentUrl}"; there is ${known}`);
  }
}

function isBelow(project: Project, path: string): boolean {
  return project.path === path || project.path.startsWith(`${path}/`);
}

function drop<T>(from: T[], isGone: (one: T) => boolean): void {
  const kept = from.filter((one) => !isGone(one));
  from.splice(0, from.length, ...kept);
}
