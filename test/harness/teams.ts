/** What tests of the simulated Teams share: a small Teams on a clock that is set by hand, and a card to post. */
import { ManualClock } from '../../src/platform/clock.ts';
import { instant } from '../../src/domain/time/instant.ts';
import type { JsonObject } from '../../src/simulator/teams/json.ts';
import type { ChannelOptions } from '../../src/simulator/teams/records.ts';
import {
  startTeamsSimulator,
  type TeamsOptions,
  type TeamsSimulator,
} from '../../src/simulator/teams/teams.ts';

export const noon = instant(Date.UTC(2026, 10, 24, 12));

export const ana = { upn: 'ana@acme.com', name: 'Ana Costa' };
export const ben = { upn: 'ben@acme.com', name: 'Ben Ode' };

export type Bench = TeamsSimulator & {
  readonly clock: ManualClock;
  readonly hook: string;
  /** Posts to the first channel. */
  post(body: unknown, more?: { url?: string; headers?: Record<string, string> }): Promise<Response>;
};

export async function bench(
  channel: Partial<ChannelOptions> = {},
  more: Partial<TeamsOptions> = {},
): Promise<Bench> {
  const clock = new ManualClock(noon);
  const simulator = await startTeamsSimulator({
    port: 0,
    seed: 7,
    clock,
    channels: [{ name: 'Ops', template: 'classic', urlShape: 'new', ...channel }],
    people: [ana, ben],
    ...more,
  });
  const hook = simulator.channels[0]?.webhookUrl ?? '';
  return {
    ...simulator,
    clock,
    hook,
    post: (body, { url = hook, headers = {} } = {}) =>
      fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}

export function card(more: JsonObject = {}): JsonObject {
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: 'Extract failed: Sales',
    body: [{ type: 'TextBlock', text: 'Extract failed', wrap: true }],
    ...more,
  };
}

export function envelope(...cards: readonly unknown[]): JsonObject {
  return {
    type: 'message',
    attachments: cards.map((content) => ({
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: content as JsonObject,
    })),
  };
}
