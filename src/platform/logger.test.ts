import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { createRedactor } from './redact.ts';

function logged() {
  const lines: string[] = [];
  const redactor = createRedactor();
  const log = createLogger('debug', redactor, { write: (line) => void lines.push(line) });
  return { log, redactor, lines };
}

describe('the log', () => {
  it.each([
    ['the message', (secret: string) => [{}, `said ${secret}`] as const],
    ['a field', (secret: string) => [{ site: secret }, 'x'] as const],
    ['a field of a field', (secret: string) => [{ a: [{ b: `${secret}!` }] }, 'x'] as const],
    ['an error', (secret: string) => [{ error: new Error(secret) }, 'x'] as const],
    [
      'the cause of an error',
      (secret: string) => [{ error: new Error('x', { cause: new Error(secret) }) }, 'x'] as const,
    ],
    ['an address', (secret: string) => [{ url: `/a?${encodeURIComponent(secret)}` }, 'x'] as const],
  ])('hides a secret that it was told of in %s, and each line stays JSON', (_where, of) => {
    const { log, redactor, lines } = logged();
    const secret = 'n1 "quoted" \\ secret';
    redactor.learn(secret);

    const [fields, message] = of(secret);
    for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level](fields, message);

    expect(lines).toHaveLength(4);
    for (const line of lines) {
      expect(JSON.stringify(JSON.parse(line))).toContain('[hidden]');
      expect(line).not.toMatch(/quoted/);
      expect(line.endsWith('}\n')).toBe(true);
    }
  });

  it('hides what looks like a secret although nobody told of it', () => {
    const { log, lines } = logged();

    log.info({ url: 'https://x.logic.azure.com/a?sv=1&sig=AbC' }, 'x');

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      url: 'https://x.logic.azure.com/a?sv=1&sig=[hidden]',
    });
  });
});
