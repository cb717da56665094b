import { describe, expect, it } from 'vitest';
import { createRedactor } from './redact.ts';

describe('the redactor', () => {
  it('hides what it has learnt, as it is, in an address and in JSON', () => {
    const redactor = createRedactor();
    redactor.learn('pa ss"word');

    const text = redactor.redact(
      `pa ss"word ${encodeURIComponent('pa ss"word')} ${JSON.stringify('pa ss"word')}`,
    );

    expect(text).toBe('[hidden] [hidden] "[hidden]"');
  });

  it('hides a long secret that contains a short one as a whole', () => {
    const redactor = createRedactor();
    redactor.learn('secret');
    redactor.learn('my-secret-key');

    expect(redactor.redact('my-secret-key, secret')).toBe('[hidden], [hidden]');
  });

  it('does not take ordinary text along with a very short secret', () => {
    const redactor = createRedactor();
    redactor.learn('a');

    expect(redactor.redact('a cat')).toBe('a cat');
  });

  it.each([
    [
      'https://x.logic.azure.com/a?sv=1&sig=AbC%2f-_x&z=1',
      'https://x.logic.azure.com/a?sv=1&sig=[hidden]&z=1',
    ],
    ['token xoxb-123-abcDEF!', 'token [hidden]!'],
    ['whsec_AAAABBBB= done', '[hidden] done'],
    ['postgres://me:pw@host/db', 'postgres://[hidden]@host/db'],
    ['authorization: Bearer abcdefgh1234', 'authorization: Bearer [hidden]'],
    ['nothing to hide: design=1 @ home', 'nothing to hide: design=1 @ home'],
  ])('knows the shape of %s', (text, clean) => {
    expect(createRedactor().redact(text)).toBe(clean);
  });
});
