/** A Twilio account: what sms and voice share. */
import { z } from 'zod';

const PHONE_SENTENCE = 'must be a number such as "+351210000000", with + and country, in quotes';

/** E.164: https://www.twilio.com/docs/glossary/what-e164 */
export const phoneNumber = z
  // Without quotes YAML reads a number, and its + is gone.
  .string({ error: PHONE_SENTENCE })
  .trim()
  .regex(/^\+[1-9]\d{6,14}$/, PHONE_SENTENCE);

export const twilioAccount = z
  .strictObject({
    account_sid: z
      .string()
      .trim()
      .regex(/^AC[0-9a-fA-F]{32}$/, 'must be the account SID: AC and 32 digits and letters a–f')
      .meta({ label: 'Account SID' }),
    auth_token: z.string().trim().min(8).optional().meta({ label: 'Auth token', secret: true }),
    api_key: z
      .string()
      .trim()
      .regex(/^SK[0-9a-fA-F]{32}$/, 'must be the SID of an API key: SK and 32 digits and letters a–f')
      .optional()
      .meta({ label: 'API key', help: 'With api_secret in place of auth_token: it can be taken back alone' }),
    api_secret: z.string().trim().min(8).optional().meta({ label: 'Secret of the API key', secret: true }),
    from: phoneNumber.meta({ label: 'From', help: 'A number of the account' }),
    api: z
      .url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
      .default('https://api.twilio.com')
      .meta({ label: 'Address of the API', help: 'Of a region, such as https://api.dublin.ie1.twilio.com' }),
  })
  .superRefine((given, context) => {
    const key = given.api_key !== undefined && given.api_secret !== undefined;
    if ((given.api_key === undefined) !== (given.api_secret === undefined))
      context.addIssue({ code: 'custom', path: ['api_secret'], message: 'and api_key belong together' });
    else if (key === (given.auth_token !== undefined))
      context.addIssue({
        code: 'custom',
        path: ['auth_token'],
        message: 'or api_key and api_secret: one of the two is needed, and only one',
      });
  });

export type TwilioAccount = z.output<typeof twilioAccount>;

export const EXAMPLE_ACCOUNT = {
  account_sid: `AC${'0'.repeat(32)}`,
  auth_token: 'EXAMPLE-token',
  from: '+15005550006',
};
