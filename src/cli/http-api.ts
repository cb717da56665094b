/** The API of a running service over HTTP: found by `data/run.json`, or by TABDUTY_URL and TABDUTY_API_TOKEN. */
import { type Api, USER_HEADER } from '../api/endpoint.ts';
import { AppError, type AppErrorCode, type InputFault } from '../app/errors.ts';

const CODES: ReadonlyMap<number, AppErrorCode> = new Map([
  [400, 'wrong-use'],
  [401, 'denied'],
  [403, 'denied'],
  [404, 'not-found'],
  [409, 'conflict'],
  [422, 'configuration'],
  [502, 'unreachable'],
  [503, 'unavailable'],
]);

export type Ask = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<{ status: number; text: string }>;

export type Service = { readonly url: string; readonly token: string };

/** `user`: who runs this command, for the audit. */
export function httpApi({ url: base, token }: Service, user: string, ask: Ask): Api {
  return {
    async call(endpoint, input) {
      const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
      const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => {
        const value = String(rest.get(name) ?? '');
        rest.delete(name);
        return encodeURIComponent(value);
      });
      const inQuery = endpoint.method === 'GET' || endpoint.method === 'DELETE';
      const query =
        inQuery && rest.size > 0 ? `?${new URLSearchParams([...rest].map(([k, v]) => [k, String(v)]))}` : '';
      const answer = await ask(`${base}/api/v1${path}${query}`, {
        method: endpoint.method,
        headers: {
          authorization: `Bearer ${token}`,
          [USER_HEADER]: encodeURIComponent(user.toWellFormed()),
          ...(inQuery ? {} : { 'content-type': 'application/json' }),
        },
        ...(inQuery ? {} : { body: JSON.stringify(Object.fromEntries(rest)) }),
      });
      if (answer.status === 200) return JSON.parse(answer.text) as never;
      throw problem(answer.status, answer.text);
    },
  };
}

function problem(status: number, text: string): AppError {
  const said = parsed(text);
  return new AppError(CODES.get(status) ?? 'environment', said.title ?? `the service answered ${status}`, {
    ...(said.path === undefined ? {} : { path: said.path }),
    ...(said.remedy === undefined ? {} : { remedy: said.remedy }),
    faults: said.faults ?? [],
  });
}

type Said = { title?: string; path?: string; remedy?: string; faults?: readonly InputFault[] };

function parsed(text: string): Said {
  try {
    return JSON.parse(text) as { title?: string };
  } catch {
    return {};
  }
}
