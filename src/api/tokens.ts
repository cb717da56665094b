/** Endpoints of the tokens with which Tabduty signs in to Tableau. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const time = z.iso.datetime();

export const listTokens = endpoint({
  id: 'listTokens',
  method: 'GET',
  path: '/tokens',
  permission: 'read',
  summary: "How long each site's token lives",
  input: z.object({}),
  answer: z.object({
    tokens: z.array(
      z.object({
        site: z.string(),
        name: z.string(),
        expiresOn: z.string().optional(),
        lastSignInAt: time.optional(),
        idleEndsAt: time.optional(),
        /** Set when it is to be told of. */
        endsSoon: z.object({ why: z.enum(['expires', 'idle']), withinDays: z.number(), at: time }).optional(),
        sharedWith: z.array(z.string()),
      }),
    ),
  }),
});

export const rotateToken = endpoint({
  id: 'rotateToken',
  method: 'POST',
  path: '/tokens/:site',
  permission: 'secrets',
  summary: "Replace a site's token; the new one must sign in before anything changes",
  input: z.object({
    site: z.string().min(1).max(64),
    name: z.string().min(1).max(200).optional(),
    secret: z.string().max(4000),
    expiresOn: z.string().max(40),
  }),
  answer: z.object({
    site: z.string(),
    tokenName: z.string(),
    secretName: z.string(),
    oldSecretName: z.string().optional(),
    /** The revision that is in force; missing when a file has to be edited. */
    revision: z.number().optional(),
    file: z.string().optional(),
    edits: z.array(z.object({ path: z.string(), value: z.string() })).optional(),
    warnings: z.array(z.string()),
  }),
});
