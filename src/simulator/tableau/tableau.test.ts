import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { instant } from '../../domain/instant.ts';
import { ManualClock } from '../../platform/clock.ts';
import { startTableauSimulator } from './tableau.ts';

const pat = { name: 'tabduty', secret: 's3cret' };

describe('the simulated Tableau', () => {
  it('signs in, takes a webhook, and tells it of a failure as Tableau would', async () => {
    const clock = new ManualClock(instant(Date.parse('2026-09-21T12:00:00.600Z')));
    const simulator = await startTableauSimulator({
      clock,
      pats: [pat],
      company: 'small',
      switches: { plainHttp: 'loopback' },
    });
    onTestFinished(() => simulator.close());
    const received: { body: string; agent: string | undefined }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        received.push({ body, agent: request.headers['user-agent'] });
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const destination = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/key`;

    const json = { 'content-type': 'application/json', accept: 'application/json' };
    const signedIn = await fetch(`${simulator.url}/api/3.27/auth/signin`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({
        credentials: {
          personalAccessTokenName: pat.name,
          personalAccessTokenSecret: pat.secret,
          site: { contentUrl: 'acme' },
        },
      }),
    });
    const { credentials } = (await signedIn.json()) as {
      credentials: { token: string; site: { id: string } };
    };
    const created = await fetch(`${simulator.url}/api/3.27/sites/${credentials.site.id}/webhooks`, {
      method: 'POST',
      headers: { ...json, 'x-tableau-auth': credentials.token },
      body: JSON.stringify({
        webhook: {
          name: 'failures',
          event: 'DatasourceRefreshFailed',
          'webhook-destination': { 'webhook-destination-http': { method: 'POST', url: destination } },
        },
      }),
    });
    expect(created.status).toBe(201);

    simulator.control.failNow({ content: 'Sales Daily', reason: 'timeout' });
    await simulator.control.settle();

    expect(received).toHaveLength(1);
    expect(received[0]?.agent).toBe('TableauWebhooks/1.0');
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      event_type: 'DatasourceRefreshFailed',
      resource_name: 'Sales Daily',
      created_at: '2026-09-21T12:00:01Z',
      text: expect.stringContaining('12:00:00.600Z') as string,
    });
  });
});
