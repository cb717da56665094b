/** A Teams channel through a Workflows webhook ("When a Teams webhook request is received"). */
import { z } from 'zod';
import type { DestinationType } from '../app/ports/destination.ts';
import { MINUTE, SECOND } from '../domain/time/instant.ts';
import { describeWorkflow, laneOfWorkflow, workflowUrl } from './shared/workflow-url.ts';
import { fitCard } from './teams/fit.ts';
import { sendToFlow } from './teams/send.ts';

const address = z.strictObject({
  url: workflowUrl.meta({
    label: 'Workflow address',
    help: 'From the flow\'s trigger "When a Teams webhook request is received"; who has it can post, so keep it secret.',
    secret: true,
  }),
});

type Address = z.output<typeof address>;

export const teams: DestinationType = {
  type: 'teams',
  label: 'Microsoft Teams channel (Workflows)',
  address,
  can: { update: false, thread: false, direct: false },
  // Microsoft throttles above 4 requests a second; a person cannot read more than one card in two seconds.
  limits: [
    { count: 3, per: SECOND },
    { count: 30, per: MINUTE },
  ],
  concurrency: 2,
  laneOf: (_account, to) => laneOfWorkflow((to as Address).url),
  describe: (_account, to) => `Teams workflow at ${describeWorkflow((to as Address).url)}`,
  example: {
    address: {
      url: 'https://prod-12.westeurope.logic.azure.com:443/workflows/0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=EXAMPLE',
    },
  },
  render: fitCard,
  send: (payload, _account, to, context) => sendToFlow(payload, (to as Address).url, context),
};
