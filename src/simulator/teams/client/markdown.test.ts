import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MENTION, markdownToHtml } from './markdown.ts';

describe('Markdown as Teams draws it', () => {
  it.each([
    ['**bold** and _italic_', '<p><strong>bold</strong> and <em>italic</em></p>'],
    ['*italic*, **_both_**', '<p><em>italic</em>, <strong><em>both</em></strong></p>'],
    ['one\n\ntwo', '<p>one</p><p>two</p>'],
    ['one\ntwo', '<p>one two</p>'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['Steps:\n1. a\n2. b\n\nend', '<p>Steps:</p><ol><li>a</li><li>b</li></ol><p>end</p>'],
    ['4. a', '<ol start="4"><li>a</li></ol>'],
    ['a sales_q1_final.hyper file', '<p>a sales_q1_final.hyper file</p>'],
    ['2 * 3 * 4', '<p>2 * 3 * 4</p>'],
    ['\\*not\\* \\[x\\](y)', '<p>*not* [x](y)</p>'],
    ['# no heading', '<p># no heading</p>'],
    ['| no | table |', '<p>| no | table |</p>'],
    ['`no code`', '<p>`no code`</p>'],
    ['**open', '<p>**open</p>'],
    [`to ${MENTION.open}Ana <b>${MENTION.close}`, '<p>to <span class="mention">Ana &#60;b&#62;</span></p>'],
  ])('%j', (text, html) => {
    expect(markdownToHtml(text)).toBe(html);
  });

  it('links web and mail addresses, in a new tab and without a referrer', () => {
    expect(markdownToHtml('[a **b**](https://x.example/?a=1&b=(2))')).toBe(
      '<p><a href="https://x.example/?a=1&#38;b=(2)" target="_blank" rel="noopener noreferrer">a <strong>b</strong></a></p>',
    );
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'vbscript:x', 'file:///etc/passwd'])(
    'leaves a link to %s as text',
    (url) => {
      expect(markdownToHtml(`[x](${url})`)).not.toContain('<a');
    },
  );

  it('never lets a tag or an attribute of the text through', () => {
    const pieces = fc.constantFrom(
      '<img src=x onerror=1>',
      '"',
      "'",
      '<',
      '>',
      '&',
      '*',
      '**',
      '_',
      '[',
      ']',
      '](',
      ')',
      '\\',
      '\n',
      '- ',
      'https://x.example',
      'javascript:1',
      'a',
      ' ',
      MENTION.open,
      MENTION.close,
    );
    const ours =
      /<\/?(p|strong|em|ul|li|ol)>|<ol start="\d+">|<a href="(https?:|mailto:)[^"<>]*" target="_blank" rel="noopener noreferrer">|<\/a>|<span class="mention">|<\/span>/g;

    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (words) => {
        const rest = markdownToHtml(words.join('')).replace(ours, '');

        return !/[<>"']/.test(rest);
      }),
    );
  });

  it.each(['**', '[', '_a ', '*a', '](', '\\', '- '])('takes a message full of %j in no time', (piece) => {
    const started = performance.now();
    markdownToHtml(piece.repeat(28_000 / piece.length));

    expect(performance.now() - started).toBeLessThan(1000);
  });
});
