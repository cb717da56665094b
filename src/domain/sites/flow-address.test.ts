import { expect, it } from 'vitest';
import { isFlowAddress } from './flow-address.ts';

const PATH = '/workflows/0123/triggers/manual/paths/invoke?api-version=1&sig=x';

it.each([
  ['https://prod-12.westeurope.logic.azure.com:443/workflows/0123/triggers/manual/paths/invoke', true],
  [`https://default0123.4.environment.api.powerplatform.com/powerautomate/automations/direct${PATH}`, true],
  [`https://gateway.acme.com${PATH}`, true],
  ['https://tabduty.acme.com/hooks/key', false],
  ['https://logic.azure.com.evil.example/workflows/1', false],
  ['https://hooks.slack.com/services/T/B/x?sig=1', false],
  ['no address', false],
])('knows the address of a flow: %s → %s', (address, isFlow) => {
  expect(isFlowAddress(address)).toBe(isFlow);
});
