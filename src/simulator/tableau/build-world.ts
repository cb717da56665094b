/** Builds the world from the description of a company: ids, links between things, and when schedules first come round. */
import { DAY, type Instant, MINUTE, after, instant } from '../../domain/time/instant.ts';
import type { Company, CompanyContent, CompanySite } from './company.ts';
import type { Pace } from './pace.ts';
import type { Chance } from '../shared/seed.ts';
import { type Content, type Project, type Site, type Task, type User, World } from './world.ts';

const HEALTHY = { kind: 'healthy' } as const;

export function buildWorld(company: Company, pace: Pace, chance: Chance, now: Instant): World {
  const world = new World();
  for (const described of company.sites) {
    const site: Site = { luid: chance.luid(), contentUrl: described.contentUrl, name: described.name };
    world.sites.push(site);
    for (const user of described.users) world.users.push({ luid: chance.luid(), site, ...user });
    addProjects(world, site, described, chance);
    for (const content of described.content) addContent(world, site, content, pace, chance, now);
  }
  return world;
}

function addProjects(world: World, site: Site, described: CompanySite, chance: Chance): void {
  const descriptions = new Map(described.projects.map((project) => [project.path, project]));
  const add = (path: string): Project => {
    const known = world.projects.find((project) => project.site === site && project.path === path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('/');
    const project: Project = {
      luid: chance.luid(),
      site,
      path,
      name: path.slice(cut + 1),
      parent: cut < 0 ? undefined : add(path.slice(0, cut)),
      owner: userNamed(world, site, descriptions.get(path)?.owner ?? described.users[0]?.name ?? ''),
      description: descriptions.get(path)?.description ?? '',
    };
    world.projects.push(project);
    return project;
  };
  for (const { path } of described.projects) add(path);
}

function addContent(
  world: World,
  site: Site,
  described: CompanyContent,
  pace: Pace,
  chance: Chance,
  now: Instant,
): void {
  const { kind, name, project } = described;
  const age = DAY * (30 + chance.below(700));
  const content: Content = {
    luid: chance.luid(),
    number: 100 + world.contents.length,
    kind,
    site,
    views: (described.views ?? []).map((view) => ({ luid: chance.luid(), name: view })),
    name,
    project: project === undefined ? undefined : projectAt(world, site, project),
    owner: userNamed(world, site, described.owner),
    tags: described.tags ?? [],
    description: described.description ?? '',
    hasExtracts: described.hasExtracts ?? true,
    uses: described.uses ?? [],
    viaBridge: described.viaBridge ?? false,
    createdAt: instant(now - age),
    updatedAt: instant(now - chance.below(DAY)),
    task: taskOf(described, pace, chance, now),
    takes: Math.ceil((described.takes ?? 3 * MINUTE) / pace.speedUp),
    habit: described.habit ?? HEALTHY,
    forced: [],
    // So that spells of failure do not all begin with the same run.
    goodRuns: chance.below(4),
    badRuns: 0,
    running: undefined,
    last: undefined,
  };
  world.contents.push(content);
}

function taskOf({ schedule }: CompanyContent, pace: Pace, chance: Chance, now: Instant): Task | undefined {
  if (schedule === undefined) return undefined;
  const period = Math.ceil(schedule.every / pace.speedUp);
  return {
    luid: chance.luid(),
    scheduleLuid: chance.luid(),
    schedule,
    period,
    nextRunAt: after(now, 1 + chance.below(period)),
    consecutiveFailed: 0,
    suspended: false,
    skip: 0,
    entry: undefined,
  };
}

function userNamed(world: World, site: Site, name: string): User {
  const found = world.users.find((user) => user.site === site && user.name === name);
  if (found === undefined) throw new Error(`the company has no user "${name}" on site "${site.name}"`);
  return found;
}

function projectAt(world: World, site: Site, path: string): Project {
  const found = world.projects.find((project) => project.site === site && project.path === path);
  if (found === undefined) throw new Error(`the company has no project "${path}" on site "${site.name}"`);
  return found;
}
