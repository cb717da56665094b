/** `owners`: by which account somebody is asked who owns what fails and is none of the people. */
import type { OwnerMail } from '../domain/policy.ts';
import { z } from 'zod';
import { ownerReceiver } from '../domain/paging/owners.ts';
import { type Checking, isMap, placeOf } from './checking.ts';
import { accountOf, type Accounts } from './compile-receivers.ts';
import { checked } from './schema-faults.ts';

/** The one kind of destination that an address of Tableau's is good for. */
const KIND = 'email';

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be what stands behind the @, such as acme.com');

export const ownersSchema = z.strictObject({
  email: z.strictObject({
    account: z.string().meta({ help: 'The mail account, of accounts:' }),
    domains: z
      .array(domain)
      .min(1, 'must name at least one domain')
      .max(50, 'must have at most 50')
      .meta({ help: 'Where owners have their addresses; nobody else is written to' }),
  }),
});

export function compileOwners(value: unknown, accounts: Accounts, checking: Checking): OwnerMail | undefined {
  if (value === undefined) return undefined;
  const at = ['owners'];
  const own = checked<z.output<typeof ownersSchema>>(ownersSchema, value, at, checking);
  const type = checking.registry.get(KIND);
  const given = isMap(value) && isMap(value[KIND]) ? value[KIND]['account'] : undefined;
  const account = type && accountOf(given, type, [...at, KIND, 'account'], accounts, checking);
  if (own === undefined || type === undefined || account === undefined) return undefined;
  const place = placeOf(at, checking.findings);
  return {
    domains: own.email.domains,
    destination(address) {
      const parsed = type.address.safeParse({ to: [address] });
      if (!parsed.success) return undefined;
      const receiver = ownerReceiver(address);
      return {
        ...{ id: `${receiver}/${KIND}`, receiver, type: KIND, account: account.settings },
        ...{ address: parsed.data, place },
      };
    },
  };
}
