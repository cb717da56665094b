import { describe, expect, it } from 'vitest';
import { MENTION } from './markdown.ts';
import { fallbackCard, prepareCard } from './prepare-card.ts';

const ana = { text: '<at>Ana</at>', name: 'Ana Costa' };
const marked = `${MENTION.open}Ana${MENTION.close}`;
const block = (text: string) => ({ type: 'AdaptiveCard', body: [{ type: 'TextBlock', text }] });

describe('card as Teams takes it', () => {
  it('marks known mentions in texts and facts, and reduces others to their words', () => {
    const card = {
      type: 'AdaptiveCard',
      body: [
        { type: 'TextBlock', text: 'to <at>Ana</at>, <at>Eve</at>' },
        { type: 'FactSet', facts: [{ title: 'On call', value: '<at>Ana</at>' }] },
      ],
    };

    expect(prepareCard(card, [ana])).toEqual({
      type: 'AdaptiveCard',
      body: [
        { type: 'TextBlock', text: `to ${marked}, Eve` },
        { type: 'FactSet', facts: [{ title: 'On call', value: marked }] },
      ],
    });
  });

  it('leaves runs and buttons word for word', () => {
    const card = {
      type: 'AdaptiveCard',
      body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: '<at>Ana</at>' }] }],
      actions: [{ type: 'Action.OpenUrl', title: '<at>Ana</at>', url: 'https://x.example' }],
    };

    expect(prepareCard(card, [ana])).toEqual(card);
  });

  it('does not let a card write the mark of a mention itself', () => {
    expect(prepareCard(block(`${MENTION.open}Boss${MENTION.close}`), [])).toEqual(block('Boss'));
  });

  it('takes the words of a mention literally', () => {
    const odd = { text: '<at>$&</at>', name: 'x' };

    expect(prepareCard(block('<at>$&</at>'), [odd])).toEqual(block(`${MENTION.open}$&${MENTION.close}`));
  });

  it('shows a fallback text as plain words, and a sentence when there is none', () => {
    expect(JSON.stringify(fallbackCard({ fallbackText: '**x**' }))).toContain(
      '{"type":"TextRun","text":"**x**"}',
    );
    expect(JSON.stringify(fallbackCard({}))).toContain("can't be shown");
  });
});
