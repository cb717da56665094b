/** The simulators as somebody starts them who feeds what they print to another program. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../bin/tabduty.js', import.meta.url));
const address = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+/);

it.each([
  ['tableau', { url: address, site: 'acme', tokens: [{ name: 'tabduty', secret: 'simulated' }] }],
  ['teams', { channels: [{ name: 'BI operations', pageUrl: address, webhookUrl: address }] }],
  ['providers', { slack: { api: address }, ntfy: { server: address }, twilio: { api: address } }],
])(
  'simulate %s --json prints one document, and then runs on',
  async (which, document) => {
    const child = execFile(process.execPath, [PROGRAM, 'simulate', which, '--json', '--port', '0']);
    onTestFinished(() => void child.kill());
    const printed = await new Promise<string>((resolve) => {
      let text = '';
      child.stdout?.on('data', (piece: string) => {
        text += piece;
        if (text.endsWith('\n}\n')) resolve(text);
      });
      child.on('exit', () => resolve(text));
    });

    expect(JSON.parse(printed)).toMatchObject(document);
    expect(child.exitCode).toBeNull();
  },
  60_000,
);
