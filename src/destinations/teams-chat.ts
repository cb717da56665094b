/** A person in Teams: a flow that posts the card into the chat with the one whom the message names. */
import { z } from 'zod';
import type { DestinationType } from '../app/ports/destination.ts';
import { MINUTE, SECOND } from '../domain/time/instant.ts';
import { describeWorkflow, laneOfWorkflow, workflowUrl } from './shared/workflow-url.ts';
import type { Envelope } from './teams/elements.ts';
import { fitCard } from './teams/fit.ts';
import { sendToFlow } from './teams/send.ts';

const address = z.strictObject({
  url: workflowUrl.meta({
    label: 'Workflow address',
    help: 'Of a flow that posts in "Chat with Flow bot" to the recipient that the request names; see the guide.',
    secret: true,
  }),
  upn: z
    .string()
    .trim()
    .regex(/^[^\s@<>"]{1,64}@[A-Za-z0-9.-]{1,190}$/, 'must be a sign-in name such as ana@example.com')
    .meta({ label: 'Person', help: 'User principal name; it may differ from the mail address' }),
});

type Address = z.output<typeof address>;

export const teamsChat: DestinationType = {
  type: 'teams-chat',
  label: 'Microsoft Teams chat with a person (Workflows)',
  address,
  can: { update: false, thread: false, direct: true },
  // One flow serves many people: the limits are the flow's, and so is the lane.
  limits: [
    { count: 3, per: SECOND },
    { count: 30, per: MINUTE },
  ],
  concurrency: 2,
  laneOf: (_account, to) => laneOfWorkflow((to as Address).url),
  describe: (_account, to) =>
    `Teams chat with ${(to as Address).upn} by the workflow at ${describeWorkflow((to as Address).url)}`,
  example: {
    address: {
      url: 'https://prod-12.westeurope.logic.azure.com:443/workflows/fedcba9876543210fedcba9876543210/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=EXAMPLE',
      upn: 'ana@example.com',
    },
  },
  render(briefing, to) {
    const { payload, dropped } = fitCard(briefing);
    // The flow reads `recipient`; the envelope is the usual one, so that a flow made for a channel posts it too.
    const envelope = { ...(JSON.parse(payload) as Envelope), recipient: (to as Address).upn };
    return { payload: JSON.stringify(envelope), dropped };
  },
  send: (payload, _account, to, context) => sendToFlow(payload, (to as Address).url, context),
};
