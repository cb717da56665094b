import { describe, expect, it } from 'vitest';
import { escaped, noteText } from './escape.ts';

describe('text in a card', () => {
  it('leaves an ampersand as it is, for names are full of it, and breaks what would be read as an entity', () => {
    expect(escaped('P&L by Entity & more', 100)).toBe('P&L by Entity & more');
    expect(escaped('&lt;at&gt; &#60; &#x3c;', 100)).toBe('&amp;lt;at&amp;gt; &amp;\\#60; &amp;\\#x3c;');
  });

  it('keeps the distance between the words of a note and a link in it', () => {
    expect(noteText('Runbook: https://wiki.acme.com/x first', 200)).toBe(
      'Runbook: [https://wiki\\.acme\\.com/x](https://wiki.acme.com/x) first',
    );
    expect(noteText('(https://wiki.acme.com/x), then', 200)).toBe(
      '\\([https://wiki\\.acme\\.com/x](https://wiki.acme.com/x)\\), then',
    );
  });
});
