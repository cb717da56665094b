/** Finds out what the sign-in of a site may do in Tableau. Only what reads is asked, so that nothing changes there. */
import type { Probe, Probes } from '../../domain/sites/rights.ts';
import { AppError } from '../errors.ts';
import type { ServerInfo, SignedIn, TableauSite, Webhook } from '../ports/tableau.ts';

export type ProbedSite = {
  readonly info: ServerInfo;
  readonly session: SignedIn;
  readonly probes: Probes;
  /** None when they may not be seen. */
  readonly webhooks: readonly Webhook[];
};

/** Throws when the server does not answer or refuses the sign-in: then there is nothing to look at. */
export async function probeRights(site: TableauSite): Promise<ProbedSite> {
  const info = await site.serverInfo();
  const session = await site.signIn();
  let webhooks: readonly Webhook[] = [];
  let jobId: string | undefined;
  const [siteRole, hooks, jobs, tasks, content, owners, metadata] = await Promise.all([
    roleOf(site, session.userId),
    probe(async () => {
      webhooks = await site.listWebhooks();
    }),
    probe(async () => {
      jobId = (await site.listJobs({ most: 1 })).items[0]?.id;
    }),
    probe(() => site.listRefreshTasks()),
    probe(async () => {
      for (const list of ['projects', 'workbooks', 'datasources'] as const) await site.glanceAt(list);
    }),
    probe(() => site.glanceAt('users')),
    metadataOf(site),
  ]);
  const reasons = jobs.kind === 'yes' ? await reasonsOf(site, jobId) : jobs;
  const seen = { webhooks: hooks, jobs, reasons, tasks, content, owners, metadata };
  return { info, session, webhooks, probes: { restApiVersion: info.restApiVersion, siteRole, seen } };
}

/** Some jobs may be listed whose notes may not be read. */
function reasonsOf(site: TableauSite, jobId: string | undefined): Promise<Probe> | Probe {
  if (jobId === undefined) return { kind: 'not-known', why: 'there is no job yet that could be looked at' };
  return probe(() => site.getJob(jobId));
}

async function probe(look: () => Promise<unknown>): Promise<Probe> {
  try {
    await look();
    return { kind: 'yes' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code === 'denied' ? { kind: 'denied' } : { kind: 'not-known', why: error.message };
  }
}

async function metadataOf(site: TableauSite): Promise<Probe> {
  const why = await site.metadataFault();
  return why === undefined ? { kind: 'yes' } : { kind: 'not-known', why };
}

/** Not every Tableau shows users themselves to those who are no administrators. */
async function roleOf(site: TableauSite, userId: string): Promise<string | undefined> {
  try {
    const { siteRole } = await site.getUser(userId);
    return siteRole === '' ? undefined : siteRole;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
