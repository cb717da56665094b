import { describe, expect, it } from 'vitest';
import { teamsOptionsFrom } from './flags.ts';

describe('the flags of the simulated Teams', () => {
  it('stand for one channel when none is given', () => {
    expect(teamsOptionsFrom({})).toEqual({
      port: 8380,
      host: '127.0.0.1',
      seed: '1',
      channels: [{ name: 'BI operations', template: 'classic', urlShape: 'new' }],
      people: [{ upn: 'ana@acme.example', name: 'Ana Costa' }],
      switches: {},
    });
  });

  it('are all read', () => {
    const given = { port: '0', host: '::1', seed: 'x', channel: ['A', 'B'], switch: ['disabledFlow=410'] };

    expect(teamsOptionsFrom(given)).toMatchObject({
      port: 0,
      host: '::1',
      seed: 'x',
      channels: [{ name: 'A' }, { name: 'B' }],
      switches: { disabledFlow: '410' },
    });
  });

  it.each([
    [{ port: 'x' }, '--port: "x" is not a whole number'],
    [{ channel: [' '] }, '--channel: give it a name'],
    [{ switch: ['list'] }, 'there are sigCheck'],
    [{ switch: ['connection=tired'] }, '--switch: switch connection: "tired" is not one of valid, expired'],
  ])('refuse %o with what to write', (given, sentence) => {
    expect(() => teamsOptionsFrom(given)).toThrow(sentence);
  });
});
