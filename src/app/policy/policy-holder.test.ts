import { describe, expect, it } from 'vitest';
import { aPolicy } from '../../../test/fixtures/policy.ts';
import { EMPTY_POLICY, policyHolder } from './policy-holder.ts';

describe('policyHolder', () => {
  it('begins with a policy that tells nobody', () => {
    expect(policyHolder().current()).toBe(EMPTY_POLICY);
  });

  it('tells its subscribers of each new policy, and those no more who left', () => {
    const holder = policyHolder();
    const seen: number[] = [];
    const leave = holder.subscribe((policy) => seen.push(policy.revision, holder.current().revision));

    holder.replace(aPolicy({ revision: 7 }));
    leave();
    holder.replace(aPolicy({ revision: 8 }));

    expect(seen).toEqual([7, 7]);
    expect(holder.current().revision).toBe(8);
  });
});
