import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPolicy, aRoute, equals } from '../../../test/fixtures/policy.ts';
import type { Labels } from './labels.ts';
import type { Route } from '../policy.ts';
import { explainRoutes, matches, routesFor } from './route.ts';

const failed: Labels = { condition: ['refresh-failed'], tag: ['1'] };

function idsFor(
  routes: readonly Route[],
  labels: Labels,
  kind: 'alert' | 'notice' = 'alert',
): readonly string[] {
  return routesFor(aPolicy({ routes }), labels, kind).map(({ route }) => route.id);
}

const tagged = (id: string, tags: readonly string[], over: Partial<Route> = {}) =>
  aRoute({
    id,
    match: [{ label: 'tag', patterns: tags, fits: (values) => values.some((v) => tags.includes(v)) }],
    ...over,
  });

describe('routesFor', () => {
  const a = tagged('a', ['1'], { continue: true });
  const b = tagged('b', ['1', '2']);
  const rest = aRoute({ id: 'rest', match: [] });

  it('goes on after a route that says continue, in the order of the tree', () => {
    expect(idsFor([a, b, rest], { tag: ['1'] })).toEqual(['a', 'b']);
    expect(idsFor([a, b, rest], { tag: ['2'] })).toEqual(['b']);
    expect(idsFor([a, b, rest], { tag: ['3'] })).toEqual(['rest']);
    expect(idsFor([b, a, rest], { tag: ['1'] })).toEqual(['b']);
  });

  it('uses a route itself only when none of its children matched', () => {
    const parent = tagged('parent', ['1', '2'], { children: [tagged('child', ['1'])] });

    expect(idsFor([parent], { tag: ['1'] })).toEqual(['child']);
    expect(idsFor([parent], { tag: ['2'] })).toEqual(['parent']);
  });

  it('uses no route that has nobody to tell, and looks no further for it', () => {
    const silent = tagged('silent', ['1'], { tell: undefined });

    expect(idsFor([silent, rest], failed)).toEqual([]);
  });

  it('leaves out what except names, and is not moved by a label that is missing', () => {
    const route = aRoute({
      match: [equals('condition', 'refresh-failed')],
      except: [equals('tag', 'sandbox')],
    });

    expect(idsFor([route], { condition: ['refresh-failed'], tag: ['gold', 'sandbox'] })).toEqual([]);
    expect(idsFor([route], { condition: ['refresh-failed'] })).toEqual(['failures']);
    expect(idsFor([route], { condition: [] })).toEqual([]);
  });

  it('gives notices only to routes that name an event, and lets them pass by the others', () => {
    const naming = aRoute({ id: 'naming', match: [equals('event', 'refresh-started')], namesEvent: true });
    const inside = aRoute({ id: 'inside', match: [], children: [naming] });
    const labels = { event: ['refresh-started'], condition: ['refresh-started'] };

    expect(idsFor([rest], labels, 'notice')).toEqual([]);
    expect(idsFor([rest, naming], labels, 'notice')).toEqual(['naming']);
    expect(idsFor([inside], labels, 'notice')).toEqual(['naming']);
  });

  /** A random tree, at most three deep, over the tags 0–3. */
  const { tree } = fc.letrec<{ tree: Route[] }>((tie) => ({
    tree: fc.array(
      fc
        .record({
          id: fc.uuid(),
          tags: fc.subarray(['0', '1', '2', '3']),
          goesOn: fc.boolean(),
          tell: fc.constantFrom('ops', undefined),
          children: fc.oneof({ maxDepth: 2 }, fc.constant([] as Route[]), tie('tree')),
        })
        .map(({ id, tags, goesOn, tell, children }) =>
          tagged(id, tags, { continue: goesOn, tell, children }),
        ),
      { maxLength: 4 },
    ),
  }));

  it('hits only routes that match with all their ancestors, each once and in the order of the tree', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom('0', '1', '2', '3'), (routes, tag) => {
        const order: string[] = [];
        const walk = (level: readonly Route[]): void => {
          for (const route of level) {
            if (!matches(route, { tag: [tag] })) continue;
            order.push(route.id);
            walk(route.children);
          }
        };
        walk(routes);
        const hits = idsFor(routes, { tag: [tag] });

        expect(hits).toEqual(order.filter((id) => hits.includes(id)));
      }),
    );
  });

  it('is told the same by the explanation', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom('0', '1', '2', '3'), (routes, tag) => {
        const steps = explainRoutes(aPolicy({ routes }), { tag: [tag] }, 'alert');
        const takers = steps.filter((s) => s.answer === 'takes').map((s) => s.route.id);

        expect(takers).toEqual(idsFor(routes, { tag: [tag] }));
      }),
    );
  });
});

describe('explainRoutes', () => {
  it('says of each route that was looked at why it did or did not take it', () => {
    const routes = [
      tagged('gold', ['gold']),
      aRoute({ id: 'parent', match: [], children: [tagged('child', ['1'])] }),
      aRoute({ id: 'never', match: [] }),
    ];

    const steps = explainRoutes(aPolicy({ routes }), failed, 'alert');

    expect(steps.map((s) => `${s.depth} ${s.route.id} ${s.answer}: ${s.why}`)).toEqual([
      '0 gold no: tag is 1, not gold',
      '0 parent passes-down: it matches all; a route below takes it',
      '1 child takes: tag is 1; tells ops',
    ]);
  });

  it('says when a route is passed over for a notice, or has nobody to tell', () => {
    const routes = [
      aRoute({ id: 'all', match: [] }),
      aRoute({ id: 'none', match: [], tell: undefined, namesEvent: true }),
    ];

    const steps = explainRoutes(aPolicy({ routes }), failed, 'notice');

    expect(steps.map((s) => s.why)).toEqual([
      'it matches all, but it names no event, and only a route that does takes notices',
      'it matches all, but neither it nor a route above says whom to tell',
    ]);
  });
});
