/** Names of small facts that both use cases and the store's own tools know. */

/** What the key is recognised by that the database was made with. */
export const KEY_PRINT_FACT = 'key-print';
/** JSON: since when nothing may be sent, and of when the copy is that was put back. */
export const PAUSED_FACT = 'sending-paused';
/** JSON: what the machine's clock showed lately, and when it was set. */
export const CLOCK_FACT = 'clock';
/** ISO 8601: what is older than this may have been removed. */
export const HISTORY_FACT = 'history-from';
/** JSON: when the clean-up looked last, and until when it rests. */
export const CLEAN_UP_FACT = 'clean-up';
