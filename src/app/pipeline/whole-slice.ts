/** Groups with all that a decision about them needs; large ones are read page by page. */
import type { GroupPart, GroupSlice } from '../ports/group-questions.ts';
import type { Store } from '../ports/store.ts';

type Asking = Pick<Store, 'ask'>;

/** Members, or what was told of them, at once: a storm's group in one piece would fill the memory of two threads. */
const PAGE = 1000;

export async function wholeSlice(store: Asking, ids: readonly string[]): Promise<GroupSlice> {
  return completed(store, await store.ask('groupSlice', { ids }));
}

/**
 * The group itself has been read before its pages, and whatever changes them changes its version: a decision about what
 * changed in between is stale.
 */
export async function completed(store: Asking, { slice, large }: GroupPart): Promise<GroupSlice> {
  if (large.length === 0) return slice;
  const told = [...slice.told];
  const ofMembers = {
    members: [...slice.members],
    incarnations: [...slice.incarnations],
    reasons: [...slice.reasons],
    contents: [...slice.contents],
    reruns: [...slice.reruns],
  };
  for (const groupId of large) {
    await pageByPage(async (after) => {
      const page = await store.ask('membersOfGroup', { groupId, after, limit: PAGE });
      ofMembers.members.push(...page.members);
      ofMembers.incarnations.push(...page.incarnations);
      ofMembers.reasons.push(...page.reasons);
      ofMembers.contents.push(...page.contents);
      ofMembers.reruns.push(...page.reruns);
      return page.members;
    });
    await pageByPage(async (after) => {
      const page = await store.ask('toldOfGroup', { groupId, after, limit: PAGE });
      told.push(...page);
      return page;
    });
  }
  return { ...slice, told, ...ofMembers };
}

async function pageByPage(read: (after: string) => Promise<readonly { readonly id: string }[]>) {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: readonly { readonly id: string }[] = await read(after);
    after = page.length < PAGE ? undefined : page.at(-1)?.id;
  }
}
