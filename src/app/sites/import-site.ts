/** Takes a site over from Postman and Power Automate: its flows become receivers, in shadow mode unless told otherwise. */
import type { Change } from '../../domain/change.ts';
import { insert, put, remove } from '../../domain/change.ts';
import { type FoundFlow, sortWebhooks, type SortedWebhooks } from '../../domain/sites/import-plan.ts';
import type { Policy, SitePolicy } from '../../domain/policy.ts';
import { AppError } from '../errors.ts';
import { acceptConfig, type ConfigDeps } from '../policy/accept-config.ts';
import { secretPlaceOf } from '../policy/secret-source.ts';
import type { AddEntries, ConfigEdit, EditConfig, Fault, NewEntry } from '../ports/config.ts';
import type { DestinationRegistry, DestinationType } from '../ports/destination.ts';
import { type HookDirectory, keyIn } from '../ports/hooks.ts';
import type { SecretBox } from '../ports/secret-box.ts';
import type { TableauSites, Webhook } from '../ports/tableau.ts';
import { checkTableau } from './check-tableau.ts';
import { importText, type NewReceiver, type NewSecret } from './import-text.ts';

export type ImportDeps = ConfigDeps & {
  readonly box: SecretBox;
  readonly registry: DestinationRegistry;
  readonly sites: TableauSites;
  readonly hooks: Pick<HookDirectory, 'sourceOf'>;
  /** Clients of a site that is not in the configuration yet. */
  readonly sitesOf: (site: SitePolicy) => TableauSites & { signOut(): Promise<void> };
  readonly editConfig: EditConfig;
  readonly addEntries: AddEntries;
};

export type ImportWish = {
  readonly server: string;
  readonly contentUrl: string;
  /** Not needed for a site that has one already. */
  readonly token: { readonly name: string; readonly secret: string } | undefined;
  readonly timeZone: string;
  readonly shadow: boolean;
  readonly dryRun: boolean;
};

export type ImportedFlow = {
  readonly receiver: string;
  /** The receiver was there already. */
  readonly isKnown: boolean;
  readonly flow: FoundFlow;
};

export type ImportOutcome =
  | { readonly kind: 'dry-run' | 'unchanged' }
  | { readonly kind: 'in-force'; readonly revision: number; readonly warnings: readonly Fault[] }
  /** The configuration is a file's: what is to be written there is in `entries` and `edits`. */
  | { readonly kind: 'edit-file'; readonly file: string | undefined };

export type Imported = Omit<SortedWebhooks, 'flows'> & {
  readonly site: string;
  readonly isNewSite: boolean;
  readonly flows: readonly ImportedFlow[];
  readonly entries: readonly NewEntry[];
  readonly edits: readonly ConfigEdit[];
  /** Names under which secrets are stored. */
  readonly secrets: readonly string[];
  readonly outcome: ImportOutcome;
};

export const FLOW_TYPE = 'power-automate';

export function siteAt(policy: Policy, { server, contentUrl }: Pick<ImportWish, 'server' | 'contentUrl'>) {
  return [...policy.sites.values()].find((s) => s.server === server && s.contentUrl === contentUrl);
}

export async function importSite(deps: ImportDeps, wish: ImportWish, actor: string): Promise<Imported> {
  const policy = deps.holder.current();
  const known = siteAt(policy, wish);
  const all = await webhooksOf(deps, wish, known);
  // What posts here needs nobody to take it over.
  const webhooks = all.filter(({ url }) => deps.hooks.sourceOf(keyIn(url) ?? '') === undefined);
  const type = flowType(deps.registry);
  const sorted = sortWebhooks(
    webhooks,
    (url) => faultOf(type, url),
    (url) => type.laneOf(undefined, { url }),
  );
  const newest = await deps.store.ask('revision', {});
  const taken = new Set((await deps.store.ask('secrets', {})).map(({ id }) => id));
  const text = importText(policy, { ...wish, known, flows: namedFlows(policy, type, sorted.flows), taken });
  const { site, entries, edits, secrets } = text;
  const flows = text.flows.map(({ receiver, isKnown, flow }) => ({ receiver, isKnown, flow }));
  const imported = {
    ...{ ...sorted, site, isNewSite: known === undefined, flows, entries, edits },
    secrets: secrets.map(({ name }) => name),
  };
  if (wish.dryRun) return { ...imported, outcome: { kind: 'dry-run' } };
  if (entries.length === 0 && edits.length === 0) return { ...imported, outcome: { kind: 'unchanged' } };
  const isFile = deps.status.managedBy !== undefined || newest?.author === 'file';
  await storeSecrets(deps, secrets, actor);
  if (isFile) return { ...imported, outcome: { kind: 'edit-file', file: deps.status.managedBy } };
  const accepted = await intoForce(deps, { newest, ...imported, actor });
  return { ...imported, outcome: { kind: 'in-force', ...accepted } };
}

/** Reads as an administrator; a site that is in force has its own session, which another sign-in would end. */
async function webhooksOf(
  { sites, sitesOf }: ImportDeps,
  { server, contentUrl, token }: ImportWish,
  known: SitePolicy | undefined,
): Promise<readonly Webhook[]> {
  if (known?.pat !== undefined) return sites.site(known.slug).listWebhooks();
  if (token === undefined)
    throw new AppError('wrong-use', 'the site has no token yet', {
      remedy: 'give --token-name and --token-secret-file',
    });
  const slug = 'new';
  const trial = sitesOf({
    ...{ slug, server, contentUrl, pat: { ...token, expiresOn: undefined } },
    ...{ actions: [], events: [], intake: 'webhooks', manageWebhooks: 'off', stuckAfter: 0 },
    ...{ timeZone: 'UTC', place: { path: server, line: 0 } },
  });
  try {
    return (await checkTableau(trial.site(slug))).webhooks;
  } finally {
    await trial.signOut();
  }
}

export function flowType(registry: DestinationRegistry): DestinationType {
  const type = registry.get(FLOW_TYPE);
  if (type === undefined) throw new Error(`there is no destination ${FLOW_TYPE}`);
  return type;
}

function faultOf(type: DestinationType, url: string): string | undefined {
  const read = type.address.safeParse({ url });
  return read.success ? undefined : (read.error.issues[0]?.message ?? 'cannot be used');
}

/** A flow that a receiver posts to already keeps that receiver. */
function namedFlows(
  policy: Policy,
  type: DestinationType,
  flows: readonly FoundFlow[],
): readonly NewReceiver[] {
  return flows.map((flow) => {
    const lane = type.laneOf(undefined, { url: flow.url });
    const receiver = [...policy.receivers.values()].find(({ destinations }) =>
      destinations.some((d) => d.type === FLOW_TYPE && type.laneOf(undefined, d.address) === lane),
    );
    return { flow, known: receiver?.name };
  });
}

async function storeSecrets(
  { store, box, clock, ids }: ImportDeps,
  secrets: readonly NewSecret[],
  author: string,
): Promise<void> {
  const at = clock.now();
  const changes = secrets.flatMap(({ name, value }): Change[] => [
    put('secrets', { id: name, sealed: box.seal(value, secretPlaceOf(name)), updatedAt: at, author }),
    insert('audit', {
      ...{ id: ids.next(), at, actor: author, action: 'secret set', subject: name },
      detail: 'import from Postman',
    }),
  ]);
  if (changes.length > 0) await store.commit(changes);
}

type Taking = {
  readonly newest: { readonly number: number; readonly text: string } | undefined;
  readonly entries: readonly NewEntry[];
  readonly edits: readonly ConfigEdit[];
  readonly secrets: readonly string[];
  readonly site: string;
  readonly actor: string;
};

async function intoForce(deps: ImportDeps, { newest, entries, edits, secrets, site, actor }: Taking) {
  const accepted = await acceptConfig(deps, {
    text: textWith(deps, newest?.text ?? FIRST, entries, edits),
    author: actor,
    note: `${site} imported from Postman`,
    base: newest?.number ?? 0,
    action: 'import',
  }).catch((error: unknown) => withdraw(deps, secrets, error));
  if (accepted.ok) return { revision: accepted.number, warnings: accepted.warnings };
  const [first] = accepted.faults;
  return withdraw(
    deps,
    secrets,
    new AppError(
      'configuration',
      `nothing was changed: the configuration would have a fault: ${first?.message}`,
      {
        ...(first === undefined ? {} : { path: first.path }),
        remedy: first?.remedy ?? 'look at it: tabduty config show',
      },
    ),
  );
}

/** What was stored for a configuration that did not come into force is used by nothing. */
async function withdraw(deps: ImportDeps, secrets: readonly string[], error: unknown): Promise<never> {
  await deps.store.commit(secrets.map((name) => remove('secrets', name)));
  throw error;
}

function textWith(
  { editConfig, addEntries }: ImportDeps,
  text: string,
  entries: readonly NewEntry[],
  edits: readonly ConfigEdit[],
): string {
  try {
    return addEntries(editConfig(text, edits), entries);
  } catch (cause) {
    throw new AppError('configuration', 'the configuration is written in a form that cannot be added to', {
      remedy: 'see what to write with --dry-run, add it by hand, then: tabduty config apply FILE',
      cause,
    });
  }
}

const FIRST = `# What this team decides, begun by "tabduty import-postman". Secrets are not in here: \${secret:NAME} is stored by
# "tabduty secret set NAME". Look at a change with "tabduty config check" before it comes into force.
`;
