import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENTS, atLeast, compareVersions, elementOf, eventOf, resourceOf } from './wire.ts';

describe('events on the wire', () => {
  it('are the 22 that Tableau documents, each found by its name and by its element', () => {
    expect(EVENTS).toHaveLength(22);
    for (const { name, element } of EVENTS) {
      expect(eventOf(name)).toBe(name);
      expect(eventOf(element)).toBe(name);
      expect(elementOf(name)).toBe(element);
    }
  });

  it('keep the odd element names', () => {
    expect(elementOf('AdminPromoted')).toBe('webhook-event-user-promoted-admin');
    expect(eventOf('webhook-source-event-label-deleted')).toBe('LabelDeleted');
    expect(eventOf('webhook-source-event-label-LabelDeleted')).toBe('LabelDeleted');
  });

  it('derive the documented resource, and know nothing else', () => {
    expect(resourceOf('WorkbookRefreshFailed')).toBe('EXTRACTS');
    expect(eventOf('FlowFailed')).toBeUndefined();
  });
});

describe('API versions', () => {
  it('compare number by number', () => {
    expect(compareVersions('3.10', '3.9')).toBeGreaterThan(0);
    expect(atLeast('3.6', '3.6')).toBe(true);
    expect(atLeast('2.8', '3.1')).toBe(false);
  });

  it('are in one order whichever way they are asked', () => {
    const version = fc.tuple(fc.nat(9), fc.nat(99)).map(([major, minor]) => `${major}.${minor}`);
    fc.assert(
      fc.property(version, version, (a, b) => {
        return Math.sign(compareVersions(a, b)) === -Math.sign(compareVersions(b, a)) || a === b;
      }),
    );
  });
});
