/** A simulated ntfy server: publishing as JSON, tokens, the visitor's bucket and the quota of the day. */
import {
  isObject,
  json,
  type JsonObject,
  objectOf,
  openProvider,
  type Provider,
  type ProviderAnswer,
  type ProviderOptions,
  type ProviderRequest,
} from './provider.ts';

export type NtfyMessage = {
  readonly id: string;
  readonly topic: string;
  readonly title: string;
  readonly message: string;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly click: string | undefined;
  readonly actions: readonly JsonObject[];
  /** A message above the limit is handed on as a file. */
  readonly attached: boolean;
};

export type NtfyOptions = ProviderOptions & {
  /** Without one everybody may publish. */
  readonly token?: string;
  /** Topics that the token may not write to. */
  readonly forbidden?: readonly string[];
  /** Requests at once, then one in five seconds. */
  readonly burst?: number;
  readonly perDay?: number;
};

export type NtfySimulator = Provider & { readonly messages: readonly NtfyMessage[] };

const REFILL_MS = 5000;
const MOST_MESSAGE = 4096;
const MOST_BODY = 4096 * 2 + 4096;

/** The numbers and sentences are those of github.com/binwiederhier/ntfy, server/errors.go. */
export async function startNtfySimulator(options: NtfyOptions = {}): Promise<NtfySimulator> {
  const messages: NtfyMessage[] = [];
  const burst = options.burst ?? 60;
  let bucket = burst;
  let filledAt: number | undefined;
  let today = 0;

  const admit = (mono: number): boolean => {
    bucket = Math.min(burst, bucket + (filledAt === undefined ? 0 : (mono - filledAt) / REFILL_MS));
    filledAt = mono;
    if (bucket < 1) return false;
    bucket -= 1;
    return true;
  };

  const publish = (request: ProviderRequest): ProviderAnswer => {
    if (request.path !== '/') return refusal(404, 40401, 'page not found');
    if (!admit(request.mono)) return refusal(429, 42901, 'limit reached: too many requests, please be nice');
    const proof = request.headers['authorization'];
    if (options.token !== undefined && proof !== undefined && proof !== `Bearer ${options.token}`)
      return refusal(401, 40101, 'unauthorized');
    if (Buffer.byteLength(request.body) > MOST_BODY) return refusal(413, 41303, 'JSON body too large');
    const body = objectOf(request.body);
    if (body === undefined) return refusal(400, 40017, 'invalid request: request body must be message JSON');
    const topic = String(body['topic'] ?? '');
    if (!/^[-_A-Za-z0-9]{1,64}$/.test(topic)) return refusal(400, 40009, 'invalid request: topic invalid');
    if ((options.token !== undefined && proof === undefined) || options.forbidden?.includes(topic))
      return refusal(403, 40301, 'forbidden');
    const fault = faultOf(body);
    if (fault !== undefined) return fault;
    if (today >= (options.perDay ?? 250)) return refusal(429, 42908, 'limit reached: too many messages');
    today += 1;
    const message = messageOf(body, topic, `sim${messages.length + 1}`);
    messages.push(message);
    return json(200, { ...message, time: 1_700_000_000, event: 'message' });
  };

  const provider = await openProvider(options, publish, () => ({ messages }));
  return { ...provider, messages };
}

function faultOf(body: JsonObject): ProviderAnswer | undefined {
  const { priority, actions } = body as Readonly<Record<string, unknown>>;
  if (
    priority !== undefined &&
    !(Number.isInteger(priority) && Number(priority) >= 0 && Number(priority) <= 5)
  )
    return refusal(400, 40007, 'invalid priority parameter');
  if (actions === undefined) return undefined;
  const bad = refusal(400, 40018, 'invalid request: actions invalid');
  if (!Array.isArray(actions) || actions.length > 3) return bad;
  const fine = (one: unknown) =>
    isObject(one) &&
    ['view', 'broadcast', 'http'].includes(String(one['action'])) &&
    typeof one['label'] === 'string' &&
    one['label'] !== '' &&
    (one['action'] === 'broadcast' || typeof one['url'] === 'string');
  return actions.every(fine) ? undefined : bad;
}

function messageOf(body: JsonObject, topic: string, id: string): NtfyMessage {
  const text = typeof body['message'] === 'string' && body['message'] !== '' ? body['message'] : 'triggered';
  const attached = Buffer.byteLength(text) > MOST_MESSAGE;
  return {
    id,
    topic,
    title: String(body['title'] ?? ''),
    message: attached ? 'You received a file: attachment.txt' : text,
    priority: Number(body['priority'] ?? 3),
    tags: Array.isArray(body['tags']) ? body['tags'].map(String) : [],
    click: typeof body['click'] === 'string' ? body['click'] : undefined,
    actions: Array.isArray(body['actions']) ? body['actions'].filter(isObject) : [],
    attached,
  };
}

function refusal(http: number, code: number, error: string): ProviderAnswer {
  return json(http, { code, http, error, link: 'https://ntfy.sh/docs/publish/' });
}
