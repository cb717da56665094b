import { describe, expect, it } from 'vitest';
import { type Doing, refusalError } from './errors.ts';
import { ERROR_CODE } from './wire.ts';

function said(code: string | undefined, status: number, doing: Doing = 'read') {
  return refusalError(
    { status, code, detail: 'their words', retryAfter: undefined, isFiltered: false },
    doing,
    'sites.acme',
  );
}

describe('a refusal of Tableau', () => {
  it.each(Object.entries(ERROR_CODE))('%s (%s) has a sentence and a remedy of its own', (name, code) => {
    const error = said(code, Number(code.slice(0, 3)));
    const others = Object.values(ERROR_CODE).filter((other) => other !== code);

    expect(error.message).not.toContain('a reason that Tabduty does not know');
    expect(error.message).toContain('their words');
    expect(error.remedy).toBeTruthy();
    expect(error.path).toBe('sites.acme');
    const sentence = sentenceOf(error.message);
    const twins = others.filter(
      (other) => sentenceOf(said(other, Number(other.slice(0, 3))).message) === sentence,
    );
    expect({ name, twins }).toEqual({ name, twins: [] });
  });

  it.each([
    [401, 'Tableau ended the session'],
    [403, 'may not do this'],
    [404, 'does not know this part'],
    [429, 'asked too often'],
    [503, 'an error of its own'],
  ])('without a code is read by its status %i', (status, sentence) => {
    expect(said(undefined, status).message).toContain(sentence);
  });

  it('with a code that nobody knows says so', () => {
    expect(said('418999', 418).message).toMatch(/reason that Tabduty does not know.*code 418999/);
  });
});

function sentenceOf(message: string): string {
  return message.slice(0, message.indexOf(' (Tableau said'));
}
