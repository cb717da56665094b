/** Shadow mode: a receiver's messages are made as always, kept, and sent nowhere. */

/** Why such a delivery is suppressed, and the first word of its lane. */
export const SHADOW = 'shadow';

/**
 * A queue apart: what is sent nowhere takes no place from what is sent. A message made in shadow bears it for good, so
 * that the end of shadow mode never sends an old one.
 */
export function shadowLane(receiver: string): string {
  return `${SHADOW}:${receiver}`;
}

export function isShadowLane(lane: string): boolean {
  return lane.startsWith(`${SHADOW}:`);
}
