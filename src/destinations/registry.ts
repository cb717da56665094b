/** Every destination by its type. Written by scripts/generate-registry.ts; do not edit. */
import type { DestinationRegistry } from '../app/ports/destination.ts';
import { email } from './email.ts';
import { gateway } from './gateway.ts';
import { ntfy } from './ntfy.ts';
import { pagerduty } from './pagerduty.ts';
import { powerAutomate } from './power-automate.ts';
import { slackWebhook } from './slack-webhook.ts';
import { slack } from './slack.ts';
import { sms } from './sms.ts';
import { teamsChat } from './teams-chat.ts';
import { teams } from './teams.ts';
import { voice } from './voice.ts';
import { webhook } from './webhook.ts';

export const DESTINATIONS: DestinationRegistry = new Map(
  [
    email,
    gateway,
    ntfy,
    pagerduty,
    powerAutomate,
    slackWebhook,
    slack,
    sms,
    teamsChat,
    teams,
    voice,
    webhook,
  ].map((d) => [d.type, d]),
);
