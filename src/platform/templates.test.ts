import { describe, expect, it } from 'vitest';
import { liquidTemplates } from './templates.ts';

const templates = liquidTemplates();

describe('liquidTemplates', () => {
  it('fills in values, with if and for', () => {
    const text = templates.apply(
      '{% if streak > 1 %}{{ streak }}× {% endif %}{{ name | upcase }}{% for i in (1..2) %}!{% endfor %}',
      { streak: 3, name: 'Sales' },
    );

    expect(text).toBe('3× SALES!!');
  });

  it.each([
    '{{ name }} on {{ site }}',
    '{% if state == "recovered" %}fine{% else %}{{ title }}{% endif %}',
    '{% for word in name %}{{ word }}{% endfor %}',
    'plain',
  ])('finds nothing wrong with %s', (template) => {
    expect(templates.check(template)).toBeUndefined();
  });

  it.each([
    ['{{ name', /output .* not closed/],
    ['{{ nmae }}', /knows no "nmae"; there are name, site/],
    ['{{ name | nope }}', /undefined filter: nope/],
    ['{{ name | date: "%Y" }}', /undefined filter: date/],
    ['{% include "x" %}', /tag "include" not found/],
    ['{% assign x = 1 %}', /tag "assign" not found/],
    ['{% for i in (1..1000000000) %}x{% endfor %}', /memory alloc limit exceeded/],
    ['x'.repeat(2001), /longer than 2000/],
  ])('says what is wrong with %s', (template, sentence) => {
    expect(templates.check(template)).toMatch(sentence);
  });

  it('never reaches a prototype', () => {
    expect(templates.apply('[{{ name.constructor }}{{ constructor }}{{ __proto__ }}]', { name: 'x' })).toBe(
      '[]',
    );
  });

  it('gives nothing instead of throwing, also for what only fails with long values', () => {
    expect(
      templates.apply('{{ name | append: name | append: name }}', { name: 'x'.repeat(40_000) }),
    ).toBeUndefined();
    expect(templates.apply('{{ name', { name: 'x' })).toBeUndefined();
  });
});
