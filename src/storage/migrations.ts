/** The schema's history, oldest first. The version of a database is the number of migrations it has had. */
import { first } from './migrations/0001-first.ts';
import { ownTroubles } from './migrations/0002-own-troubles.ts';
import { catchUp } from './migrations/0004-catch-up.ts';
import { onCall } from './migrations/0005-on-call.ts';
import { shadowIndex } from './migrations/0019-shadow.ts';

export const MIGRATIONS: readonly string[] = [first, ownTroubles, catchUp, onCall, shadowIndex];
