/** Which leg of the way from Tableau to us is at fault: name, connection, certificate, proxy, and Tableau itself. */
import type { Policy } from '../../domain/policy.ts';
import type { AuditDeps } from '../story/audit.ts';
import { named } from '../errors.ts';
import { type Finding, finding } from './finding.ts';
import { judgeGet, judgePost } from '../pipeline/judge-answer.ts';
import { judgeCertificate } from './judge-certificate.ts';
import type { InboundProbe, InboundSight, LoopSight } from '../ports/doctor.ts';
import { examineTableauCall, type TableauCallDeps } from './doctor-tableau-call.ts';

export type InboundDeps = AuditDeps &
  TableauCallDeps & {
    readonly policy: { current(): Policy };
    readonly probe: InboundProbe;
    readonly proof: (nonce: string) => string;
    readonly nonce: () => string;
    /** As it was given; a listener's own address is none. */
    readonly givenPublicUrl: () => string | undefined;
    /** `undefined` offline: then nobody takes calls. */
    readonly loops: () => readonly LoopSight[] | undefined;
  };

/** `site` narrows the calls of Tableau to one. */
export async function examineInbound(
  deps: InboundDeps,
  { site, actor }: { readonly site: string | undefined; readonly actor: string },
): Promise<readonly Finding[]> {
  const { sites } = deps.policy.current();
  if (site !== undefined) named('site', site, sites);
  const publicUrl = deps.givenPublicUrl();
  const legs =
    publicUrl === undefined
      ? [finding('public URL', 'fault', 'it is not set, so Tableau has no address to call', SET_URL)]
      : await examineLegs(deps, publicUrl);
  if (!isServing(deps)) {
    const text = 'no service is running, so Tableau cannot be asked to call it';
    return [...legs, finding('Tableau', 'skipped', text, 'start it with "tabduty serve" and ask again')];
  }
  const calls: Finding[] = [];
  for (const slug of site === undefined ? sites.keys() : [site])
    calls.push(...(await examineTableauCall(deps, slug, publicUrl, actor)));
  if (calls.length === 0) calls.push(finding('Tableau', 'skipped', 'the configuration has no site'));
  return [...softened(legs, calls), ...calls];
}

function isServing({ loops }: InboundDeps): boolean {
  return loops() !== undefined;
}

const SET_URL = 'start Tabduty with --public-url https://… (TABDUTY_PUBLIC_URL)';

async function examineLegs(deps: InboundDeps, publicUrl: string): Promise<readonly Finding[]> {
  const url = new URL(publicUrl);
  const first =
    url.protocol === 'https:'
      ? finding('public URL', 'ok', publicUrl)
      : finding('public URL', 'warning', `${publicUrl} is not https, and Tableau calls https only`, SET_URL);
  const nonce = deps.nonce();
  const sight = await deps.probe.look(publicUrl, nonce);
  return [first, ...judgeSight(url.hostname, sight, isServing(deps) ? deps.proof(nonce) : undefined)];
}

/** `proof` is missing when nobody serves: then what answers cannot be this installation. */
export function judgeSight(host: string, sight: InboundSight, proof: string | undefined): readonly Finding[] {
  const found: Finding[] = [judgeName(host, sight)];
  if (sight.connect !== undefined) found.push(judgeConnect(sight.connect));
  if (sight.tls !== undefined) found.push(judgeCertificate(host, sight.tls));
  if (proof === undefined) {
    const text = 'no service is running on this data folder, so nothing behind the address can be ours';
    return [...found, finding('healthz', 'skipped', text, 'start it with "tabduty serve"')];
  }
  if (sight.get !== undefined) found.push(judgeGet(sight.get, proof));
  if (sight.post !== undefined) found.push(judgePost(sight.post));
  return found;
}

function judgeName(host: string, { lookup, isPublic }: InboundSight): Finding {
  const check = 'host name';
  if (lookup.fault !== undefined)
    return finding(
      check,
      'fault',
      `${host} is not found: ${lookup.fault}`,
      'make a DNS record for it, or correct --public-url',
    );
  const where = `${host} is at ${lookup.addresses.slice(0, 4).join(', ')}`;
  if (isPublic) return finding(check, 'ok', where);
  return finding(
    check,
    'warning',
    `${where}, which is a private address`,
    'Tableau Cloud cannot reach it: use an address of the internet or a tunnel; a Tableau Server in the same network can',
  );
}

function judgeConnect({ address, fault, dead }: NonNullable<InboundSight['connect']>): Finding {
  if (fault === undefined && dead.length > 0)
    return finding(
      'connection',
      'warning',
      `${address} takes connections, and ${dead.join(', ')} does not`,
      'Tableau may choose any address of the name: take the dead one out of DNS, or listen there too',
    );
  if (fault === undefined) return finding('connection', 'ok', `${address} takes connections`);
  return finding(
    'connection',
    'fault',
    `${address} takes no connection from here: ${fault}`,
    'see that the proxy or tunnel runs and the port is open; some networks do not let a machine reach its own outside address, then trust what Tableau says',
  );
}

/** When Tableau's own call came through, what cannot be seen from here is no fault. */
function softened(legs: readonly Finding[], calls: readonly Finding[]): readonly Finding[] {
  const came = calls.some((c) => c.check.startsWith('call of ') && c.level === 'ok');
  if (!came) return legs;
  return legs.map((leg) =>
    leg.level === 'fault' ? { ...leg, level: 'warning', text: `seen from here: ${leg.text}` } : leg,
  );
}
