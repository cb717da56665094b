import { expect, it } from 'vitest';
import { checkDeps, small } from '../../test/fixtures/config.ts';
import { checkConfig } from './check.ts';

const RECEIVER = '  ops: [{ teams: { url: "${secret:teams-ops}" } }]';

function withShadow(word: string): string {
  const long = `  ops: { shadow: ${word}, destinations: [{ teams: { url: "\${secret:teams-ops}" } }] }`;
  return `${small(RECEIVER, long)}operators: [receiver:ops]\nheartbeat: { url: "\${secret:teams-ops}" }\n`;
}

it('marks every destination of a receiver in shadow, and warns when no operator is left', async () => {
  const check = await checkConfig(withShadow('true'), checkDeps());

  expect(check.warnings).toContainEqual(expect.objectContaining({ path: 'operators', line: 11 }));
  expect(check.ok && check.policy.receivers.get('ops')?.destinations).toMatchObject([{ shadow: true }]);
});

it('has no shadow unless it is said, and takes no other word for it', async () => {
  const plain = await checkConfig(withShadow('false'), checkDeps());

  expect(plain.ok && plain.policy.receivers.get('ops')?.destinations[0]?.shadow).toBeUndefined();
  expect(plain.warnings.filter(({ path }) => path === 'operators')).toEqual([]);
  expect(await checkConfig(withShadow('"yes"'), checkDeps())).toMatchObject({
    ok: false,
    faults: [{ path: 'receivers.ops.shadow' }],
  });
});

it('says nothing of shadow mode where a fault has left the operators without a destination', async () => {
  const faulty = `${small(RECEIVER, '  ops: [{ teams: { url: 5 } }]')}operators: [receiver:ops]\n`;
  const check = await checkConfig(faulty, checkDeps());

  expect(check.ok).toBe(false);
  expect(check.warnings.filter(({ path }) => path === 'operators')).toEqual([]);
});
