/** The log: one JSON line a call on standard error; errors keep their cause. */
import pino from 'pino';
import type { Log } from '../app/ports/log.ts';

export function createLogger(level: 'debug' | 'info' | 'warn' | 'error' | 'silent'): Log {
  const logger = pino(
    { level, base: null, errorKey: 'error', serializers: { error: pino.stdSerializers.errWithCause } },
    pino.destination({ dest: 2, sync: true }),
  );
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}
