/** Triggers a flow: the run happens, its posts appear, and the caller learns almost nothing of it. */
import { DAY, type Instant, MINUTE } from '../../domain/time/instant.ts';
import { type Answer, accepted, json, noResponse, responseTimeout, schemaMismatchAnswer } from './answers.ts';
import { markRun } from './auto-off.ts';
import { schemaMismatch } from './json.ts';
import type { Flow, Post, Run, SeenRequest } from './records.ts';
import { bodyOf, type NewPost, type RunResult, run } from './run.ts';
import { scanLinks } from './scan.ts';
import { KEPT, keep, tell, type World } from './world.ts';

/** Microsoft: a request trigger answers 504 when no Response action ran within 120 s. */
const RESPONSE_LIMIT_MS = 120_000;

export async function trigger(
  world: World,
  flow: Flow,
  request: SeenRequest,
  copies: number,
): Promise<Answer> {
  const body = bodyOf(request, world.switches);
  if (flow.options.schema !== undefined) {
    const mismatch = schemaMismatch(body ?? null, flow.options.schema);
    if (mismatch !== undefined) return schemaMismatchAnswer(mismatch);
  }
  flow.lastTrigger = request.at;
  const result = safeRun(world, flow, body, request.at);
  const posts = record(world, flow, request, result, copies);
  if (flow.options.responds !== true) return accepted;
  await world.wait(Math.min(world.switches.responseMs, RESPONSE_LIMIT_MS));
  if (world.switches.responseMs > RESPONSE_LIMIT_MS) return responseTimeout();
  const first = posts[0];
  return first === undefined ? noResponse() : json(200, { messageId: first.id });
}

/** A body nested deeper than the stack is a failed run, not the end of the simulator. */
function safeRun(world: World, flow: Flow, body: ReturnType<typeof bodyOf>, at: Instant): RunResult {
  const { switches, people } = world;
  try {
    return run(flow.options, body, { switches, people, spend: () => spend(world, at) });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { posts: [], reason: 'The request content is nested too deeply.', tokens: [] };
  }
}

/** Counts one post over the connection, unless the minute or the day of its owner is used up. */
function spend(world: World, at: Instant): string | undefined {
  const { spent, switches } = world;
  while (spent[0] !== undefined && at - spent[0] >= DAY) spent.shift();
  const perMinute = switches.connectionCallsPerMinute;
  if (perMinute > 0 && spent.filter((one) => at - one < MINUTE).length >= perMinute) {
    return 'Too Many Requests: the connection to Microsoft Teams made its calls of this minute.';
  }
  const perDay = switches.actionsPerDay;
  if (perDay > 0 && (spent.length + 1) * switches.actionsPerCard > perDay) {
    return "The flow's owner has used up the actions of 24 hours.";
  }
  spent.push(at);
  return undefined;
}

function record(world: World, flow: Flow, request: SeenRequest, result: RunResult, copies: number): Post[] {
  const runId = `run-${world.chance.hex(16)}`;
  const posts: Post[] = [];
  for (let copy = 0; copy < copies; copy++) {
    for (const made of result.posts) posts.push(posted(world, flow, request, runId, made));
  }
  const done: Run = {
    id: runId,
    channel: flow.options.name,
    at: request.at,
    outcome: result.reason === undefined ? 'Succeeded' : 'Failed',
    reason: result.reason,
    requestNumber: request.number,
    postIds: posts.map((post) => post.id),
    tokens: result.tokens,
  };
  keep(flow.runs, done, KEPT.runs);
  markRun(flow, result.reason === undefined, request.at);
  for (const post of posts) {
    keep(flow.posts, post, KEPT.posts);
    tell(world, { channel: flow.slug, kind: 'post' });
    if (world.switches.linkScanner) void scanLinks(world, post);
  }
  tell(world, { channel: flow.slug, kind: 'run' });
  world.log?.info({ channel: done.channel, outcome: done.outcome, reason: done.reason }, 'flow run');
  return posts;
}

function posted(world: World, flow: Flow, request: SeenRequest, runId: string, made: NewPost): Post {
  world.postCount += 1;
  return {
    ...made,
    // Teams' message ids are the moment of the message in milliseconds; a count keeps ours apart.
    id: `${request.at}${world.postCount}`,
    channel: flow.options.name,
    at: request.at,
    mono: world.clock.mono(),
    runId,
  };
}
