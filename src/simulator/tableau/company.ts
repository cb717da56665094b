/** The shape of a company that the simulator plays: sites, people, projects, content with schedules and habits. */
import type { Millis } from '../../domain/time/instant.ts';
import type { Reason } from './reasons.ts';

export const SITE_ROLES = [
  'ServerAdministrator',
  'SiteAdministratorCreator',
  'SiteAdministratorExplorer',
  'Creator',
  'Explorer',
  'Viewer',
] as const;
export type SiteRole = (typeof SITE_ROLES)[number];

export type CompanyUser = {
  readonly name: string;
  readonly fullName: string;
  readonly email: string;
  readonly siteRole: SiteRole;
};

/** `path` is written with slashes; parents are made when they are not listed. */
export type CompanyProject = {
  readonly path: string;
  readonly owner?: string;
  readonly description?: string;
};

/** How content behaves when its schedule runs. */
export type Habit =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'flaky'; readonly chance: number; readonly reasons: readonly Reason[] }
  /** Fails every time with the same cause, until Tableau suspends it. */
  | { readonly kind: 'broken'; readonly reason: Reason }
  /** After `every` good runs it fails `lasts` times, then recovers. */
  | { readonly kind: 'spells'; readonly every: number; readonly lasts: number; readonly reason: Reason };

export type CompanySchedule = {
  readonly frequency: 'Hourly' | 'Daily' | 'Weekly' | 'Monthly';
  readonly every: Millis;
  /** Time of day of the first run, "HH:MM", printed in the schedule. */
  readonly start: string;
};

export type CompanyContent = {
  readonly kind: 'datasource' | 'workbook';
  readonly name: string;
  /** Without one it lies in somebody's Personal Space. */
  readonly project?: string;
  readonly owner: string;
  readonly tags?: readonly string[];
  readonly description?: string;
  readonly schedule?: CompanySchedule;
  readonly takes?: Millis;
  readonly habit?: Habit;
  readonly hasExtracts?: boolean;
  /** Refreshed through Tableau Bridge. */
  readonly viaBridge?: boolean;
  readonly views?: readonly string[];
  /** Names of the published data sources that a workbook reads. */
  readonly uses?: readonly string[];
};

export type CompanySite = {
  /** "" is the Default site. */
  readonly contentUrl: string;
  readonly name: string;
  readonly users: readonly CompanyUser[];
  readonly projects: readonly CompanyProject[];
  readonly content: readonly CompanyContent[];
};

export type Company = { readonly name: string; readonly sites: readonly CompanySite[] };
