/**
 * A Postman environment as people export it, in the three forms that are made for Tableau's webhooks: where Tableau is,
 * and what a token of that file is named. Its secrets are looked at by nobody: they leave this file in no answer.
 * https://github.com/tableau/rest-api-samples https://github.com/tableau/tableau-postman
 * https://github.com/jambesh/tableau-power-automate
 */
import { z } from 'zod';

export type PostmanEnvironment = {
  /** Who made its form. */
  readonly form: string;
  readonly name: string;
  /** As `init` takes it: server and site in one address; nothing when the file does not say where Tableau is. */
  readonly address: string | undefined;
  /** Names of the tokens that the file signs in with. */
  readonly tokenNames: readonly string[];
  /** The variables that hold a secret. */
  readonly secretKeys: readonly string[];
  /** What a reader should know: of a value that could not be used. */
  readonly remarks: readonly string[];
};

export type ReadEnvironment =
  | { readonly ok: true; readonly environment: PostmanEnvironment }
  | { readonly ok: false; readonly fault: string; readonly remedy: string };

const EXPORT = 'in Postman: Environments → the one for Tableau → … → Export, and give that file';

/** An environment has a few hundred bytes. */
const MOST = 1024 * 1024;

type Form = {
  readonly form: string;
  readonly server: string;
  readonly site: string;
  readonly tokens: readonly string[];
};

/** Keys in small letters. The first form that has its keys is it: the others' are a part of the last one's. */
const FORMS: readonly Form[] = [
  {
    form: 'the Power Automate recipe',
    server: 'server_url',
    site: 'site_name',
    tokens: ['token_name'],
  },
  {
    form: 'tableau-postman',
    server: 'server',
    site: 'content-url',
    tokens: ['admin-pat-name', 'user-pat-name'],
  },
  { form: "Tableau's webhook requests", server: 'server', site: 'content-url', tokens: ['pat-name'] },
];

const SECRET = /secret|password|token$|^jwt$|authtoken/i;

const schema = z.object({
  name: z.string().catch(''),
  values: z.array(
    z.object({
      key: z.string(),
      value: z
        .unknown()
        .transform((value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')),
      enabled: z.boolean().catch(true).default(true),
      type: z.string().optional().catch(undefined),
    }),
  ),
});

export function readPostmanEnvironment(text: string): ReadEnvironment {
  if (text.length > MOST) return faulty('has more than 1 MB, which no environment has', EXPORT);
  const start = text.trimStart().slice(0, 1);
  if (start === '') return faulty('is empty', EXPORT);
  if (start === '<') return faulty('is a web page or XML, and no environment of Postman', EXPORT);
  const document = parsed(text);
  if (document === undefined) return faulty('is not JSON, or is cut off', EXPORT);
  const other = otherExport(document);
  if (other !== undefined) return faulty(other, EXPORT);
  const read = schema.safeParse(document);
  if (!read.success) return faulty('is JSON, but no environment of Postman: it has no list "values"', EXPORT);
  return environmentOf(read.data);
}

type Values = z.output<typeof schema>['values'];

function environmentOf({ name, values }: z.output<typeof schema>): ReadEnvironment {
  const inUse = values.filter(({ enabled }) => enabled);
  const keys = new Set(inUse.map(({ key }) => key.trim().toLowerCase()));
  const form =
    FORMS.find(({ server, tokens }) => keys.has(server) && tokens.some((token) => keys.has(token))) ??
    FORMS.find(({ server }) => keys.has(server));
  if (form === undefined)
    return faulty(
      'is an environment of Postman, but none for Tableau: it has neither "server" nor "server_url"',
      'give the environment that you use with the Tableau requests, or run tabduty init',
    );
  return { ok: true, environment: { name, ...taken(inUse, form) } };
}

function taken(values: Values, { form, server, site, tokens }: Form): Omit<PostmanEnvironment, 'name'> {
  const remarks: string[] = [];
  const one = (key: string) => {
    const all = valuesOf(values, key);
    const [value = '', ...others] = all;
    if (others.length > 0)
      remarks.push(
        `"${key}" has ${all.length} values: ${all.slice(0, 5).join(', ')}; import one site after the other`,
      );
    else if (!value.includes('{{')) return value;
    else remarks.push(`"${key}" refers to another variable, ${value}`);
    return undefined;
  };
  const host = one(server);
  const contentUrl = one(site);
  const scheme = one('protocol')?.toLowerCase() === 'http' ? 'http' : 'https';
  const isKnown = host !== undefined && host !== '' && contentUrl !== undefined;
  return {
    form,
    address: isKnown ? addressOf(host, scheme, contentUrl) : undefined,
    tokenNames: [...new Set(tokens.flatMap((token) => valuesOf(values, token)))],
    secretKeys: values.filter(isSecret).map(({ key }) => key),
    remarks,
  };
}

/** A server that names its site itself is taken as it is when the variable for the site is empty. */
function addressOf(host: string, scheme: string, contentUrl: string): string {
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(host) ? host : `${scheme}://${host}`;
  if (contentUrl === '' || !URL.canParse(full)) return full;
  return `${new URL(full).origin}/#/site/${encodeURIComponent(contentUrl)}`;
}

function isSecret({ key, value, type }: Values[number]): boolean {
  return value !== '' && (type === 'secret' || SECRET.test(key));
}

/** Different values in use, without empty ones. */
function valuesOf(values: Values, key: string): readonly string[] {
  const all = values.filter((v) => v.key.trim().toLowerCase() === key).map(({ value }) => value.trim());
  return [...new Set(all.filter((value) => value !== ''))];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // The parser's own message would quote the text, which has secrets in it.
    return undefined;
  }
}

/** What else Postman exports. */
function otherExport(document: unknown): string | undefined {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined;
  if ('collections' in document && 'environments' in document)
    return 'is a data dump of a whole Postman account; one environment is needed';
  if ('info' in document && 'item' in document)
    return 'is a Postman collection, which has the requests; the environment has the values';
  return undefined;
}

function faulty(fault: string, remedy: string): ReadEnvironment {
  return { ok: false, fault, remedy };
}
