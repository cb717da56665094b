/** The document's own parts in Zod: what may stand where. What must fit together is checked by the compile files. */
import { z } from 'zod';
import { isDate, isTimeZone } from '../domain/time/civil.ts';
import { LONGEST_LOOK } from '../domain/quiet/flapping.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../domain/time/instant.ts';
import { parseDuration } from './durations.ts';

/** Slugs are identities. */
export const SLUG = /^[a-z0-9][a-z0-9-]{0,63}$/;
export const SLUG_SENTENCE = 'must be a short name of a–z, 0–9 and -, beginning with a letter or digit';

export const slug = z.string().regex(SLUG, SLUG_SENTENCE);
export const line = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters');

export const timeZone = z
  .string()
  .refine(isTimeZone, { error: 'must be an IANA time zone such as Europe/Paris' })
  .meta({ help: 'IANA time zone, such as Europe/Paris' });

const server = z
  .string()
  .trim()
  .transform((text) => text.replace(/\/+$/, ''))
  .superRefine((text, context) => {
    const fault = serverFault(text);
    if (fault) context.addIssue({ code: 'custom', message: fault });
  })
  .meta({ help: 'Address of Tableau without a path: https://10ax.online.tableau.com' });

export const siteSchema = z.strictObject({
  server,
  content_url: z
    .string()
    .regex(
      /^[A-Za-z0-9_-]*$/,
      'must be the part after /site/ in the address of the site, "" for the Default site',
    )
    .meta({ help: 'The part after /site/ in the address; "" is the Default site of a Tableau Server' }),
  pat: z
    .strictObject({
      name: line.meta({ help: 'Name of the personal access token' }),
      secret: z.string().trim().min(1, 'must not be empty').meta({ help: 'Its secret', secret: true }),
      expires_on: z
        .string()
        .refine(isDate, { error: 'must be a date such as 2027-09-01' })
        .optional()
        .meta({ help: 'The day on which Tableau lets it expire' }),
    })
    .optional(),
  login: z
    .strictObject({
      user: line.meta({ help: 'Name of a site administrator of Tableau Server' }),
      password: z.string().min(1, 'must not be empty').meta({ help: 'Their password', secret: true }),
    })
    .optional()
    .meta({ help: 'In place of pat, for a Tableau Server before 2019.4, which has no tokens' }),
  intake: z.enum(['webhooks', 'pull', 'both']).optional().meta({
    help: 'How events arrive: posted by Tableau, asked for, or posted with what was missed asked for',
  }),
  events: z
    .array(z.string())
    .min(1, 'must name at least one event; leave it out for refresh-failed and refresh-succeeded')
    .optional()
    .meta({ help: "Events that the site should send, by Tabduty's word or Tableau's name" }),
  actions: z
    .array(z.enum(['rerun', 'cancel']))
    .optional()
    .meta({ help: 'What may be done in Tableau from an alert: rerun, cancel; nothing when it is left out' }),
  manage_webhooks: z
    .enum(['off', 'plan', 'apply'])
    .optional()
    .meta({ help: 'Whether the webhooks of the site are kept as events declares: not, shown, or made so' }),
  canary: z
    .union([z.literal('off'), duration(5 * MINUTE)], {
      error: 'must be off, or a duration such as 30m, at least 5m',
    })
    .optional()
    .meta({ help: 'How often Tableau is to call on trial, such as 30m; off: never' }),
  stuck_after: duration(MINUTE)
    .optional()
    .meta({ help: 'How long a refresh may run whose usual length is not known, such as 6h' }),
  time_zone: timeZone.optional(),
});

const MESSAGES = 'must be a whole number from 1 to 10000';
const CHANGES = 'must be a whole number from 3 to 20';

export const receiverOptions = z.strictObject({
  destinations: z.array(z.unknown()),
  fallback: slug
    .optional()
    .meta({ help: 'The receiver that is told in its place while a way of it does not work' }),
  detail: z
    .enum(['name', 'cause', 'full'])
    .optional()
    .meta({ help: 'Which form of the reason this receiver may see' }),
  locale: z
    .string()
    .refine(isLocale, { error: 'must be a language such as en-GB' })
    .optional()
    .meta({ help: 'How numbers and dates are printed, such as en-GB' }),
  time_zone: timeZone.optional(),
  mentions: z
    .enum(['paged', 'none'])
    .optional()
    .meta({ help: 'Whom its channels mention: who is paged for it (usual), or nobody' }),
  at_most: z
    .union(
      [
        z.literal('off'),
        z.strictObject({
          messages: z.int(MESSAGES).min(1, MESSAGES).max(10_000, MESSAGES),
          within: duration(MINUTE, DAY).optional(),
        }),
      ],
      { error: 'must be off, or such as { messages: 30, within: 10m }, a time of 1m to 1d' },
    )
    .optional()
    .meta({ help: 'Of more messages to a destination within a time the rest is told as one; or off' }),
  shadow: z
    .boolean()
    .optional()
    .meta({ help: 'true: its messages are made and kept, and sent nowhere; see tabduty shadow report' }),
});

const dayWords = z
  .union([z.string(), z.array(z.string()).min(1, 'must have at least one day')])
  .meta({ help: 'workdays, daily, or a list such as [mon..thu, sat]' });

export const patterns = z.union([z.string(), z.array(z.string()).min(1, 'must have at least one pattern')]);

/** Without its children, which are checked one by one. */
export const routeSchema = z.strictObject({
  name: slug.optional().meta({ help: 'Identity of the route; its open groups go on under it' }),
  was: slug.optional().meta({ help: 'The name that it had before it was renamed' }),
  match: z.record(z.string(), patterns).optional().meta({ help: 'All of these labels must fit' }),
  except: z.record(z.string(), patterns).optional().meta({ help: 'None of these labels may fit' }),
  tell: slug.optional().meta({ help: 'The receiver' }),
  continue: z.boolean().optional().meta({ help: 'Look at the routes after this one too' }),
  routes: z.array(z.unknown()).optional(),
  note: line
    .max(2000, 'must have at most 2000 characters')
    .optional()
    .meta({ help: 'Shown in every message' }),
  title: z
    .string()
    .min(1, 'must not be empty')
    .optional()
    .meta({ help: 'Template of the headline (Liquid)' }),
  group_by: z
    .array(z.string())
    .optional()
    .meta({ help: 'Labels that alerts told together share; [...] is a message for each alert' }),
  quiet: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .meta({ help: 'Quiet times in which it tells nobody; not inherited' }),
  rerun_first: z
    .union([z.boolean(), z.strictObject({ wait: duration(MINUTE) })])
    .optional()
    .meta({
      help: 'What may mend itself is run again first; told if that fails too, or after the wait (10m): true, or { wait: 15m }',
    }),
  after_failures: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(1000, 'must be at most 1000')
    .optional()
    .meta({ help: 'Failures in a row from which an alert is told of' }),
  page: slug.optional().meta({ help: 'The escalation policy: who is woken' }),
  digest: z
    .union(
      [
        z.literal('off'),
        z.strictObject({
          at: z.string().meta({ help: 'The time of the digest, such as "08:00"' }),
          days: dayWords.optional(),
          time_zone: timeZone.optional(),
          empty: z
            .enum(['tell', 'skip'])
            .optional()
            .meta({ help: 'Whether a line says that nothing failed (usual), or nothing is sent' }),
        }),
      ],
      { error: 'must be off, or such as { at: "08:00", days: workdays, time_zone: Europe/Paris }' },
    )
    .optional()
    .meta({ help: 'The receiver is told at this time of what happened, and nothing at once; or off' }),
  ack_covers: z
    .enum(['cause', 'group'])
    .optional()
    .meta({ help: 'What an acknowledge covers of what comes later: the same cause, or all of the group' }),
  flapping: z
    .union(
      [
        z.literal('off'),
        z.strictObject({
          changes: z.int(CHANGES).min(3, CHANGES).max(20, CHANGES).optional(),
          within: duration(MINUTE, LONGEST_LOOK).optional(),
          stable_for: duration(MINUTE, LONGEST_LOOK).optional(),
        }),
      ],
      {
        error:
          'must be off, or such as { changes: 5, within: 6h, stable_for: 2h }: 3 to 20 changes, times of 1m to 7d',
      },
    )
    .optional()
    .meta({ help: 'What opens and recovers so often is told once, and held until it is stable; or off' }),
  group_wait: duration(0).optional(),
  group_interval: duration(SECOND).optional(),
  repeat_interval: duration(MINUTE).optional(),
});

export const freshnessSchema = z.strictObject({
  match: z.record(z.string(), patterns).meta({ help: 'All of these labels of a content must fit' }),
  by: z.string().meta({ help: 'The time of the deadline, such as "07:30"' }),
  days: dayWords.optional(),
  time_zone: timeZone.optional(),
  within: duration(MINUTE).optional().meta({ help: 'How old a success may be at the deadline, such as 12h' }),
});

export const operatorsSchema = z.array(z.string());

export const DEFAULTS = {
  groupBy: ['site', 'cause'],
  groupWait: 10 * SECOND,
  groupInterval: 5 * MINUTE,
  repeatInterval: 4 * HOUR,
  stuckAfter: 6 * HOUR,
  rerunWait: 10 * MINUTE,
  flapping: { changes: 5, within: 6 * HOUR, stableFor: 2 * HOUR },
  canary: 30 * MINUTE,
  events: ['refresh-failed', 'refresh-succeeded'],
  atMost: { messages: 30, within: 10 * MINUTE },
  /** To one way of a person. */
  pagesAtMost: { messages: 3, within: 5 * MINUTE },
  detail: 'cause',
  mentions: 'paged',
  locale: 'en-GB',
} as const;

const DURATION_SENTENCE = 'must be a duration such as 10s, 5m or 4h';

export function duration(least: number, longest: number = 30 * DAY) {
  return z
    .string({ error: (issue) => (issue.input === undefined ? undefined : DURATION_SENTENCE) })
    .transform((text, context) => {
      const length = parseDuration(text);
      const fault =
        length === undefined
          ? text.startsWith('-')
            ? 'must not be negative'
            : DURATION_SENTENCE
          : length < least
            ? `must be at least ${least / SECOND} s`
            : length > longest
              ? `must be at most ${longest / DAY}d`
              : undefined;
      if (fault === undefined && length !== undefined) return length;
      context.addIssue({ code: 'custom', message: fault ?? '' });
      return z.NEVER;
    })
    .meta({ help: 'A duration such as 10s, 5m or 4h' });
}

function serverFault(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return 'must be the address of Tableau, beginning with https://';
  if (url.username !== '' || url.password !== '') return 'must not have a user or password in it';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return `must have no path; write ${url.origin}, and the site in content_url`;
  return undefined;
}

function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
