import { describe, expect, it } from 'vitest';
import { tableauOptionsFrom } from './flags.ts';
import { DEMO_PACE, REAL_PACE } from './pace.ts';
import { SWITCHES, type SwitchName, readSwitch } from './switches.ts';

describe('the flags of the simulated Tableau', () => {
  it('stand for the demonstration when none is given', () => {
    expect(tableauOptionsFrom({})).toEqual({
      port: 8379,
      host: '127.0.0.1',
      company: 'demo',
      pace: DEMO_PACE,
      seed: '1',
      history: 48 * 3_600_000,
      autoRun: true,
      pats: [{ name: 'tabduty', secret: 'simulated' }],
      passwords: [],
      switches: { plainHttp: 'loopback' },
    });
  });

  it('are all read', () => {
    const given = {
      port: '0',
      host: '::1',
      company: 'small',
      pace: 'real',
      seed: 'x',
      history: '0',
      autoRun: false,
      pat: ['a:b:c'],
      switch: ['edition=server', 'plainHttp=refuse', 'retryGapsMs=1,2,3'],
    };

    expect(tableauOptionsFrom(given)).toMatchObject({
      port: 0,
      host: '::1',
      company: 'small',
      pace: REAL_PACE,
      seed: 'x',
      history: 0,
      autoRun: false,
      pats: [{ name: 'a', secret: 'b:c' }],
      switches: { edition: 'server', plainHttp: 'refuse', retryGapsMs: [1, 2, 3] },
    });
  });

  it.each([
    [{ port: '70000' }, '--port: "70000" is not a whole number from 0 to 65535'],
    [{ company: 'big' }, '--company: "big" is not one of demo, small'],
    [{ pat: ['secretword'] }, '--pat: write it as name:secret'],
    [{ switch: ['edition'] }, '--switch: write it as name=value, not "edition"'],
    [{ switch: ['edition=moon'] }, '--switch: switch edition: "moon" is not one of cloud, server'],
    [{ switch: ['nope=1'] }, '--switch: there is no switch "nope"; there are edition'],
  ])('refuse %o with what to write', (given, sentence) => {
    expect(() => tableauOptionsFrom(given)).toThrow(sentence);
  });
});

describe('a switch', () => {
  it('reads back its own default, and refuses a number that is none', () => {
    for (const name of Object.keys(SWITCHES) as SwitchName[]) {
      expect(readSwitch(name, String(SWITCHES[name].default))).toEqual({
        set: { [name]: SWITCHES[name].default },
      });
    }
    for (const [name, value] of [
      ['lossRate', '-1'],
      ['retryGapsMs', '1,,2'],
      ['text', 'yes'],
      ['caFile', '/nowhere/ca.pem'],
    ] as const) {
      expect(readSwitch(name, value)).toHaveProperty('sentence');
    }
  });

  it('say whose a token is, and who may sign in by password', () => {
    const options = tableauOptionsFrom({ patUser: ['tabduty=ben'], login: ['ana:a:b'] });

    expect(options.pats).toEqual([{ name: 'tabduty', secret: 'simulated', user: 'ben' }]);
    expect(options.passwords).toEqual([{ user: 'ana', password: 'a:b' }]);
    expect(() => tableauOptionsFrom({ patUser: ['other=ben'] })).toThrow('the tokens are tabduty');
    expect(() => tableauOptionsFrom({ login: ['ana'] })).toThrow('user:password');
  });
});
