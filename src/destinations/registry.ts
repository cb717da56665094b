/** Every destination by its type. Written by scripts/generate-registry.ts; do not edit. */
import type { DestinationRegistry } from '../app/ports/destination.ts';
import { email } from './email.ts';
import { powerAutomate } from './power-automate.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';

export const DESTINATIONS: DestinationRegistry = new Map(
  [email, powerAutomate, teams, webhook].map((d) => [d.type, d]),
);
