/** What the user of a site's sign-in may do in Tableau, feature by feature, and what is lost without it. */
import type { SitePolicy } from '../policy.ts';
import { atLeast } from './rest-version.ts';

export type RightLevel = 'none' | 'read' | 'manage';

export type Feature =
  | 'webhooks'
  | 'jobs'
  | 'reasons'
  | 'tasks'
  | 'content'
  | 'owners'
  | 'metadata'
  | 'rerun'
  | 'cancel';

/** What a look that changes nothing found. `denied`: Tableau says that the user may not. */
export type Probe =
  | { readonly kind: 'yes' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'not-known'; readonly why: string };

export type Probes = {
  readonly restApiVersion: string;
  /** `undefined` when Tableau does not tell. */
  readonly siteRole: string | undefined;
  /** For each of what can be looked at without a change. */
  readonly seen: Readonly<Record<Exclude<Feature, 'rerun' | 'cancel'>, Probe>>;
};

export type Right = {
  readonly feature: Feature;
  /** `undefined` when it could not be found out. */
  readonly level: RightLevel | undefined;
  /** What the site's configuration asks for. */
  readonly wanted: RightLevel;
  readonly text: string;
  readonly remedy: string | undefined;
  /** Without it the site does not do what its configuration says; else it does less. */
  readonly essential: boolean;
};

const WEBHOOKS_SINCE = '3.6';
const ADMIN =
  'sign in as a site administrator: give the user that site role (Site Administrator Creator or Explorer), or use the token of one';
const RANK: Readonly<Record<RightLevel, number>> = { none: 0, read: 1, manage: 2 };

/** What happens without it, as the end of a sentence. */
const WITHOUT: Readonly<Record<Feature, string>> = {
  webhooks: 'webhooks can neither be seen, made nor mended',
  jobs: 'failures that no webhook told are not found, and no reason is known',
  reasons: 'messages come without the reason of a failure',
  tasks: 'late and suspended refreshes are not found, and messages come without the next run',
  content: 'messages come without project, tags and link, and routes cannot test them',
  owners: "messages come without the owner's name and address",
  metadata: 'messages do not say which workbooks hang on a data source',
  rerun: 'refreshes cannot be started from a message',
  cancel: 'refreshes that are stuck cannot be cancelled from a message',
};

export function isSiteAdmin(siteRole: string): boolean {
  return /^(Site|Server)Administrator/.test(siteRole);
}

export function rightsOf(probes: Probes, site: SitePolicy): readonly Right[] {
  const { seen } = probes;
  const read = (feature: keyof typeof seen) => judged(feature, readLevel(seen[feature]), seen[feature]);
  return [
    webhooks(probes, site),
    { ...read('jobs'), wanted: 'read', essential: site.intake !== 'webhooks' },
    { ...read('reasons'), wanted: 'read', essential: false },
    { ...narrowed(read('tasks'), probes, 'tasks of others'), wanted: 'read', essential: false },
    {
      ...narrowed(read('content'), probes, 'content that it may not open'),
      wanted: 'read',
      essential: false,
    },
    { ...read('owners'), wanted: 'read', essential: false },
    { ...read('metadata'), remedy: metadataRemedy(seen.metadata), wanted: 'none', essential: false },
    act('rerun', probes, site),
    act('cancel', probes, site),
  ];
}

/** Whether the configuration gets what it asks for; what is not known is not held against it. */
export function isEnough({ level, wanted }: Pick<Right, 'level' | 'wanted'>): boolean {
  return level === undefined || RANK[level] >= RANK[wanted];
}

type Judged = Pick<Right, 'feature' | 'level' | 'text' | 'remedy'>;

function readLevel(probe: Probe): RightLevel | undefined {
  if (probe.kind === 'not-known') return undefined;
  return probe.kind === 'yes' ? 'read' : 'none';
}

function judged(feature: Feature, level: RightLevel | undefined, probe: Probe): Judged {
  if (level === undefined && probe.kind === 'not-known')
    return { feature, level, text: `not known: ${probe.why}`, remedy: undefined };
  if (level === 'none') return { feature, level, text: `none, so ${WITHOUT[feature]}`, remedy: ADMIN };
  return { feature, level, text: level ?? 'not known', remedy: undefined };
}

/** Tableau refuses nobody these lists, and shows each only their own. */
function narrowed(right: Judged, { siteRole }: Probes, what: string): Judged {
  if (right.level !== 'read' || siteRole === undefined || isSiteAdmin(siteRole)) return right;
  return { ...right, text: `read, but not ${what}: the site role is ${siteRole}`, remedy: ADMIN };
}

function webhooks({ restApiVersion, siteRole, seen }: Probes, site: SitePolicy): Right {
  const { intake, manageWebhooks, canary } = site;
  const feature = 'webhooks';
  if (!atLeast(restApiVersion, WEBHOOKS_SINCE))
    return {
      ...{ feature, level: 'none', wanted: intake === 'pull' ? 'none' : 'read', essential: true },
      text: `none, because REST API ${restApiVersion} has no webhooks; they came with ${WEBHOOKS_SINCE} (Tableau Server 2019.4)${intake === 'pull' ? '' : `, so intake: ${intake} waits for calls that cannot come`}`,
      remedy: intake === 'pull' ? undefined : 'write intake: pull for the site, or update Tableau Server',
    };
  const readable = readLevel(seen.webhooks);
  // Whoever may list them may change them: Tableau asks for the same site role.
  const level = readable === 'read' && siteRole !== undefined && isSiteAdmin(siteRole) ? 'manage' : readable;
  const looksAt = manageWebhooks === 'plan' || canary !== undefined;
  const wanted =
    intake === 'pull' ? 'none' : manageWebhooks === 'apply' ? 'manage' : looksAt ? 'read' : 'none';
  const right = judged(feature, level, seen.webhooks);
  if (level !== 'read') return { ...right, wanted, essential: true };
  const text = `read; whether they may be changed is not known: the site role is ${siteRole ?? 'not told'}`;
  // Not held against it: it could only be found out by a change.
  return { ...right, level: wanted === 'manage' ? undefined : level, text, wanted, essential: true };
}

/** Starting and cancelling cannot be tried without a change, so the site role speaks for them. */
function act(feature: 'rerun' | 'cancel', { siteRole }: Probes, site: SitePolicy): Right {
  const wanted = site.actions.includes(feature) ? 'manage' : 'none';
  const why = 'Tableau does not tell the site role, and trying would change something';
  if (siteRole === undefined)
    return { ...judged(feature, undefined, { kind: 'not-known', why }), wanted, essential: true };
  if (isSiteAdmin(siteRole))
    return { ...judged(feature, 'manage', { kind: 'yes' }), wanted, essential: true };
  const own = feature === 'rerun' ? `none but for its own content (site role ${siteRole})` : undefined;
  const right = judged(feature, 'none', { kind: 'denied' });
  return {
    ...right,
    ...(own === undefined ? {} : { text: `${own}, so ${WITHOUT[feature]}` }),
    wanted,
    essential: true,
  };
}

function metadataRemedy(probe: Probe): string | undefined {
  return probe.kind === 'yes'
    ? undefined
    : 'nothing else depends on it; on Tableau Server it is turned on with: tsm maintenance metadata-services enable';
}
