/** The service with people who are paged, and the links that their messages carry. */
import { onTestFinished } from 'vitest';
import { type Sink, startSink } from '../../src/simulator/sink/sink.ts';
import { tableauBody } from './pipeline.ts';
import { type ServiceBench, startServiceBench } from './service.ts';

export type LinkBench = ServiceBench & {
  readonly phone: Sink;
  /** Makes so many items fail and answers the links: of the channel's card and of Ana's push. */
  fail(...names: readonly string[]): Promise<{ readonly channel: string; readonly ana: string }>;
  succeed(name: string): Promise<void>;
};

export async function startLinkBench(): Promise<LinkBench> {
  const bench = await startServiceBench();
  const phone = await startSink();
  onTestFinished(() => phone.close());
  const [ops] = bench.teams.channels;
  const applied = await bench.service.installation.apply(configOf(ops?.webhookUrl ?? '', phone.url), 'test');
  if (!applied.ok) throw new Error(JSON.stringify(applied.faults));
  const say = async (name: string, event: string, at: number) => {
    const created = new Date(at).toISOString();
    const more = { resource_name: name, resource_luid: name, event_type: event, created_at: created };
    await bench.post(tableauBody(more));
  };
  const now = Math.floor(Date.now() / 1000) * 1000;
  return {
    ...bench,
    phone,
    async fail(...names) {
      for (const name of names) await say(name, 'DatasourceRefreshFailed', now - 60_000);
      const post = await bench.teams.control.waitForPost('Ops');
      const [push] = await phone.waitFor(1);
      const linkIn = (text: string) => /http:[^"\\]*\/a\/[^"\\]+/.exec(text)?.[0] ?? '';
      return {
        channel: linkIn(JSON.stringify(post.card)),
        ana: linkIn(push?.body.toString() ?? ''),
      };
    },
    succeed: (name) => say(name, 'DatasourceRefreshSucceeded', now - 1000),
  };
}

function configOf(ops: string, phone: string): string {
  return `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
people:
  ana:
    name: Ana Costa
    email: ana@acme.example
    time_zone: Europe/Lisbon
    ways: [{ ntfy: { server: ${JSON.stringify(phone)}, topic: ana-Zx81 } }]
  ben: { name: Ben Ode }
schedules:
  data: { time_zone: Europe/Lisbon, always: [ana] }
escalations:
  data:
    steps:
      - { at: 0m, tell: [schedule:data] }
      - { at: 15m, tell: [receiver:ops] }
receivers:
  ops: [{ teams: { url: ${JSON.stringify(ops)} } }]
routes:
  - { name: failures, match: { condition: refresh-failed }, tell: ops, page: data, group_wait: 1s, group_by: [site] }
operators: [receiver:ops]
`;
}

/** Presses a button as a browser would. */
export function press(
  link: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(link, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
    redirect: 'manual',
  });
}
