/** Link scanners of mail and chat fetch every link before a person sees it, with HEAD and with GET. */
import { isList, isObject, type Json, type JsonObject } from './json.ts';
import type { Post } from './records.ts';
import { KEPT, keep, type World } from './world.ts';

const MOST_LINKS = 50;
const SCAN_MS = 10_000;

export async function scanLinks(world: World, post: Post): Promise<void> {
  for (const url of linksIn(post.card).slice(0, MOST_LINKS)) {
    for (const method of ['HEAD', 'GET'] as const) {
      const result = await fetched(url, method);
      keep(world.scans, { postId: post.id, method, url, result }, KEPT.scans);
    }
  }
}

/** Every http address of the card: of actions, of pictures, and in Markdown text. */
export function linksIn(card: JsonObject): string[] {
  const found = new Set<string>();
  const look = (value: Json, depth: number): void => {
    if (typeof value === 'string') {
      for (const [link] of value.matchAll(/https?:\/\/[^\s)"'<>]+/g)) found.add(link);
    } else if (depth < 40 && (isList(value) || isObject(value))) {
      for (const [name, inner] of Object.entries(value)) if (name !== '$schema') look(inner, depth + 1);
    }
  };
  look(card, 0);
  return [...found];
}

async function fetched(url: string, method: 'HEAD' | 'GET'): Promise<number | 'unreachable'> {
  try {
    const response = await fetch(url, { method, redirect: 'manual', signal: AbortSignal.timeout(SCAN_MS) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 'unreachable';
  }
}
