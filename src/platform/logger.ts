/** The log: one JSON line a call on standard error; errors keep their cause, secrets are hidden. */
import pino from 'pino';
import type { Log } from '../app/ports/log.ts';
import type { Redactor } from './redact.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export function createLogger(
  level: LogLevel,
  redactor: Redactor,
  to: pino.DestinationStream = STDERR(),
): Log {
  const logger = pino(
    {
      level,
      base: null,
      errorKey: 'error',
      serializers: { error: pino.stdSerializers.errWithCause },
      hooks: { streamWrite: (line) => redacted(line, redactor) },
    },
    to,
  );
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}

const STDERR = () => pino.destination({ dest: 2, sync: true });

/** The finished line is read again, so that nothing reaches the log past this, whatever field or cause it stands in. */
function redacted(line: string, { redact }: Redactor): string {
  const hide = (_key: string, value: unknown) => (typeof value === 'string' ? redact(value) : value);
  return `${JSON.stringify(JSON.parse(line), hide)}\n`;
}
