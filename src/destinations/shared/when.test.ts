import { describe, expect, it } from 'vitest';
import type { Briefing } from '../../domain/briefing/briefing.ts';
import { instant } from '../../domain/time/instant.ts';
import { untrusted } from '../../domain/briefing/untrusted.ts';
import { factValue, whenText } from './when.ts';

const at = instant(Date.parse('2026-09-21T04:04:00Z'));
const briefing = { zone: 'Europe/Paris', locale: 'en-GB' } as Briefing;

describe('a moment on a message', () => {
  it('is written in the same words as fact and as line: in the zone of who reads, and in UTC', () => {
    expect(factValue({ title: 'Next run', value: { at } }, briefing)).toBe(
      whenText(at, 'Europe/Paris', 'en-GB'),
    );
    expect(whenText(at, 'Europe/Paris', 'en-GB')).toBe('2026-09-21 06:04 CEST (04:04 UTC)');
  });

  it('leaves other facts as they are', () => {
    expect(factValue({ title: 'Site', value: untrusted('at') }, briefing)).toEqual(untrusted('at'));
    expect(factValue({ title: 'Schedule', value: '1 of 5' }, briefing)).toBe('1 of 5');
  });
});
