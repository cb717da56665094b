/** Templates by LiquidJS, with `if`, `for` and a few filters of text: nothing that reads files, clocks or prototypes. */
import { Liquid, type Template } from 'liquidjs';
import type { Templates } from '../app/ports/templates.ts';

/** What a title may say; `headline` in the domain fills it in. */
const SAMPLE = {
  name: 'Sales Daily',
  site: 'acme',
  what: 'data source',
  condition: 'refresh-failed',
  event: 'refresh-failed',
  state: 'firing',
  severity: 'error',
  streak: 1,
  count: 1,
  number: 1,
  title: 'Extract refresh failed: Sales Daily',
} as const;

const TAGS = ['if', 'for', 'break', 'continue', 'comment', 'raw'];
const FILTERS =
  'upcase downcase capitalize strip truncate truncatewords append prepend replace remove split join first last size default slice plus minus times divided_by modulo round'.split(
    ' ',
  );

/** Longer templates are refused, longer results are cut by whoever shows them. */
const LONGEST_TEMPLATE = 2000;
const MOST_COMPILED = 500;

export function liquidTemplates(): Templates {
  const liquid = restrictedLiquid();
  const compiled = new Map<string, Template[]>();
  const compile = (template: string) => {
    const known = compiled.get(template);
    if (known) return known;
    const fresh = liquid.parse(template);
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    compiled.set(template, fresh);
    return fresh;
  };
  return {
    check(template) {
      if (template.length > LONGEST_TEMPLATE) return `is longer than ${LONGEST_TEMPLATE} characters`;
      try {
        const parsed = liquid.parse(template);
        const unknown = liquid.globalVariablesSync(parsed).find((name) => !(name in SAMPLE));
        if (unknown !== undefined)
          return `knows no "${unknown}"; there are ${Object.keys(SAMPLE).join(', ')}`;
        liquid.renderSync(parsed, SAMPLE);
        return undefined;
      } catch (error) {
        return sentenceOf(error);
      }
    },
    apply(template, values) {
      try {
        return String(liquid.renderSync(compile(template), { ...values }));
      } catch {
        return undefined;
      }
    },
  };
}

function restrictedLiquid(): Liquid {
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    parseLimit: LONGEST_TEMPLATE,
    renderLimit: 50,
    memoryLimit: 50_000,
    cache: false,
    templates: {},
  });
  for (const tag of Object.keys(liquid.tags)) if (!TAGS.includes(tag)) delete liquid.tags[tag];
  for (const filter of Object.keys(liquid.filters))
    if (!FILTERS.includes(filter)) delete liquid.filters[filter];
  return liquid;
}

function sentenceOf(error: unknown): string {
  const first = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  return `is not a template that can be used: ${first.replace(/, file:\S+/, '')}`;
}
