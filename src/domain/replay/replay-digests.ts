/** In a replay: which groups collect for a digest, and what is said to the engine when it is time for one. */
import type { Policy } from '../policy.ts';
import type { DigestMark } from '../quiet-records.ts';
import type { Group } from '../records.ts';
import {
  beginDigests,
  digestsIn,
  digestVoice,
  isForDigest,
  lastDigestTime,
  MOST_DIGEST_GROUPS,
} from '../telling/digest.ts';
import type { DigestInput } from '../telling/tell-digest.ts';
import type { Change } from '../change.ts';
import type { Instant } from '../time/instant.ts';
import type { World } from '../world.ts';

export class ReplayDigests {
  readonly #wanted: ReturnType<typeof digestsIn>;
  /** By digest, in the order in which they began. */
  readonly #groups = new Map<string, Set<string>>();

  constructor(policy: Policy) {
    this.#wanted = digestsIn(policy);
  }

  /** They count from the first thing that happened. */
  begin(at: Instant): readonly Change[] {
    return beginDigests(this.#wanted, [], at);
  }

  /** Whether it waits for a digest: it is to be kept until then, though it may be over. */
  collect(group: Group, world: World): boolean {
    const { digest, receiver } = group.settings;
    if (digest === undefined) return false;
    const groups = this.#groups.get(digest.id);
    if (groups === undefined) this.#groups.set(digest.id, new Set([group.id]));
    else groups.add(group.id);
    return isForDigest(world, group, digestVoice(receiver));
  }

  /** `undefined` when it is not time for it. */
  inputOf(mark: DigestMark, world: World, at: Instant): DigestInput | undefined {
    const [route] = this.#wanted.get(mark.id) ?? [];
    const rule = route?.digest;
    const of = rule && lastDigestTime(rule, mark.until, at);
    if (route === undefined || rule === undefined || of === undefined) return undefined;
    const voice = digestVoice(mark.receiver);
    const groupIds = [...(this.#groups.get(mark.id) ?? [])]
      .filter((id) => {
        const group = world.groups.get(id);
        return group !== undefined && isForDigest(world, group, voice);
      })
      .slice(0, MOST_DIGEST_GROUPS);
    // How long refreshes took, and who is on call, are words of the message and change nothing else.
    const words = { slowest: [], onCall: [], path: route.place.path };
    return { mark, rule, of, groupIds, ...words, isLast: false };
  }

  /** What is over, and of which the digest has said all: it need not be kept any more. */
  doneWith(digestId: string, world: World): readonly string[] {
    const groups = this.#groups.get(digestId) ?? new Set();
    const done = [...groups].filter((id) => {
      const group = world.groups.get(id);
      const voice = digestVoice(group?.settings.receiver ?? '');
      return group === undefined || (group.state === 'ended' && !isForDigest(world, group, voice));
    });
    for (const id of done) groups.delete(id);
    return done;
  }
}
