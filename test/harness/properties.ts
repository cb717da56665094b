/**
 * Properties are tried on the same cases each time, so that a change is judged by what it changes. Others are looked at
 * with `PROPERTIES=random npm test`, or with a number in place of `random`, which a failure names as its seed.
 */
import fc from 'fast-check';

const wish = process.env['PROPERTIES'] ?? '1';
if (wish !== 'random') fc.configureGlobal({ seed: Number(wish) });
