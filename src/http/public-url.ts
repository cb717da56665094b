/** The address under which the outside reaches the public listener; it may have a path. */
import { AppError } from '../app/errors.ts';

export type PublicUrl = {
  /** Without a slash at the end: "https://x.example/tabduty". */
  readonly url: string;
  /** "" or "/tabduty". */
  readonly basePath: string;
};

export function readPublicUrl(text: string): PublicUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    [url.username, url.password, url.search, url.hash].every((part) => part === '');
  if (url === undefined || !isPlain)
    throw new AppError('wrong-use', `${JSON.stringify(text)} is no public address`, {
      path: '--public-url',
      remedy: 'write https://host or https://host/path, as the outside reaches Tabduty',
    });
  const basePath = url.pathname.replace(/\/+$/, '');
  return { url: `${url.origin}${basePath}`, basePath };
}

/** What is left of a request's target behind the base path; some proxies have taken it off already. */
export function withoutBase(target: string, basePath: string): string {
  if (basePath === '' || !target.startsWith(basePath)) return target;
  const rest = target.slice(basePath.length);
  return rest.startsWith('/') ? rest : target;
}
