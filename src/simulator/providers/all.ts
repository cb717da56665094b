/** All simulated providers at once, for somebody who tries them: what to write in a configuration for each. */
import { ControlMistake } from '../tableau/refusal.ts';
import { startNtfySimulator } from './ntfy.ts';
import { startPagerDutySimulator } from './pagerduty.ts';
import { startSlackSimulator } from './slack.ts';
import { startTwilioSimulator } from './twilio.ts';

const BOT_TOKEN = 'xoxb-simulated-0000000001';

/** Values of the command's flags. */
export type ProviderFlagValues = { readonly port?: string; readonly host?: string };

/** Throws a ControlMistake, whose message says which flag to write otherwise. */
export async function startProviders(
  given: ProviderFlagValues,
): Promise<{ readonly document: unknown; readonly lines: readonly string[]; close(): Promise<void> }> {
  const { port = '8390', host = '127.0.0.1' } = given;
  const first = Number(port);
  if (!/^\d{1,5}$/.test(port) || first > 65_532)
    throw new ControlMistake(`--port: "${port}" is not a whole number from 0 to 65532`);
  const portOf = (n: number) => ({ host, port: first === 0 ? 0 : first + n });
  const slack = await startSlackSimulator(portOf(0));
  const pagerduty = await startPagerDutySimulator(portOf(1));
  const ntfy = await startNtfySimulator(portOf(2));
  const twilio = await startTwilioSimulator(portOf(3));
  const all = [slack, pagerduty, ntfy, twilio];
  const { accountSid, authToken, from } = twilio;
  const account = `account_sid: ${accountSid}, auth_token: ${authToken}, from: "${from}"`;
  return {
    document: {
      slack: {
        token: BOT_TOKEN,
        appToken: slack.appToken,
        api: slack.api,
        webhookUrl: slack.webhookUrl,
        took: `${slack.url}/_sim`,
      },
      pagerduty: {
        routingKey: pagerduty.key,
        url: pagerduty.enqueueUrl,
        api: pagerduty.api,
        apiToken: pagerduty.apiToken,
        took: `${pagerduty.url}/_sim`,
      },
      ntfy: { server: ntfy.url, took: `${ntfy.url}/_sim` },
      twilio: { accountSid, authToken, from, api: twilio.url, took: `${twilio.url}/_sim` },
    },
    lines: [
      'Start Tabduty with --outbound-allow 127.0.0.1 --outbound-plain-http 127.0.0.1; in its configuration:',
      'accounts:',
      `  chat: { slack: { token: ${BOT_TOKEN}, app_token: ${slack.appToken}, api: "${slack.api}" } }`,
      `  phone: { twilio: { ${account}, api: "${twilio.url}" } }`,
      'receivers:',
      '  all:',
      '    - slack: { account: chat, channel: C0000000001 }',
      `    - slack-webhook: { url: "${slack.webhookUrl}" }`,
      `    - pagerduty: { routing_key: ${pagerduty.key}, url: "${pagerduty.enqueueUrl}", api: "${pagerduty.api}", api_token: ${pagerduty.apiToken} }`,
      `    - ntfy: { server: "${ntfy.url}", topic: simulated }`,
      '    - sms: { account: phone, to: "+351210000000" }',
      '    - voice: { account: phone, to: "+351210000000" }',
      '',
      'What each took:',
      ...all.map((one) => `  ${one.url}/_sim`),
    ],
    close: async () => void (await Promise.all(all.map((one) => one.close()))),
  };
}
