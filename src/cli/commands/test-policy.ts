/** `test policy`: a marked page through the whole chain, followed until it ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { type PolicyTestAnswer, showPolicyTest, testPolicy } from '../../api/drills.ts';
import { AppError } from '../../app/errors.ts';
import type { CliCommand } from '../command.ts';
import type { Api } from '../../api/endpoint.ts';
import { type Output, printable } from '../output.ts';
import { textOption } from '../options.ts';
import { localTime } from '../times.ts';

/** How often it is asked how the test stands. */
const EVERY_MS = 1000;

type TestAnswer = z.output<typeof testPolicy.answer>;

export const testPolicyCommand: CliCommand = {
  words: 'test policy',
  arguments: ['<escalation>'],
  summary: 'Sends a marked page through all steps of an escalation, and follows it; it is no incident',
  options: [
    { flags: '--fast', help: 'twenty seconds between the steps instead of their times' },
    { flags: '--step <n>', help: 'this step alone' },
    { flags: '--dry-run', help: 'only say who would be called; sends nothing' },
    { flags: '--no-wait', help: 'do not follow it' },
  ],
  async run({ faces, args, options, out }) {
    const { step } = textOption(options, 'step') as { readonly step?: string };
    if (step !== undefined && !/^\d{1,3}$/.test(step))
      throw new AppError('wrong-use', '--step must be the number of a step, counted from 1');
    const api = await faces.api();
    const answer = await api.call(testPolicy, {
      name: args[0] ?? '',
      fast: options['fast'] === true,
      dryRun: options['dryRun'] === true,
      ...(step === undefined ? {} : { step: Number(step) }),
    });
    const { test, plan } = answer;
    // Without a service nothing goes out that could be followed.
    if (test === undefined || options['wait'] === false || options['offline'] === true) {
      out.result(answer, () => printPlan(out, answer));
      return 0;
    }
    // What is printed on the way is for people; a program gets the end of it.
    out.note(
      `#${test.number} is a test of ${args[0]}: it ends by itself, by an answer, or by: tabduty alerts resolve ${test.number}`,
    );
    for (const line of plan) out.note(printable(`  planned  ${clock(line.at, out.zone)}  ${line.text}`));
    const end = await follow(api, test.id, out);
    out.result(end, () => printEnd(out, end));
    const arrived = end.told.filter((t) => t.state === 'delivered');
    return arrived.length > 0 && end.told.every((t) => t.state !== 'dead') ? 0 : 1;
  },
};

async function follow(api: Api, id: string, out: Output): Promise<PolicyTestAnswer> {
  let shown = 0;
  let waitsFor = '';
  for (;;) {
    const now = await api.call(showPolicyTest, { id });
    for (const { at, text } of now.story.slice(shown)) out.note(printable(`${clock(at, out.zone)}  ${text}`));
    shown = now.story.length;
    const isQuiet = now.told.every((t) => t.state !== 'pending' && t.state !== 'claimed');
    if (now.state === 'over' && isQuiet) return now;
    if (now.next !== undefined && now.next.at !== waitsFor)
      out.note(`${' '.repeat(10)}next: ${now.next.text}, at ${clock(now.next.at, out.zone)}`);
    waitsFor = now.next?.at ?? '';
    await sleep(EVERY_MS);
  }
}

function printPlan(out: Output, { test, plan }: TestAnswer): void {
  out.table(
    plan,
    [
      { title: 'AT', value: (p) => p.at },
      { title: 'WHO', value: (p) => p.text },
    ],
    'Nobody would be called.',
  );
  out.line(
    test === undefined
      ? 'Nothing was sent. These are the people who are on call at those times.'
      : `#${test.number} runs: tabduty alerts show ${test.number}`,
  );
}

function printEnd(out: Output, end: PolicyTestAnswer): void {
  out.table(
    end.told,
    [
      { title: 'AT', value: (t) => clock(t.at, out.zone) },
      { title: 'WAY', value: (t) => t.destination },
      { title: 'STATE', value: (t) => t.state },
      { title: 'CALLED BY', value: (t) => t.why },
      { title: 'ANSWER', value: (t) => t.detail ?? '' },
    ],
    'Nobody was called: see above why.',
  );
  const { acknowledged: ack } = end;
  out.line(
    printable(
      ack === undefined
        ? 'Nobody acknowledged. A message that was accepted has not been seen for that reason.'
        : `Acknowledged by ${ack.by}${ack.claimed ? ' (as said on the page)' : ''}, ${ack.via}, at ${clock(ack.at, out.zone)}.`,
    ),
  );
}

/** "03:10:07 (+01:00)" */
function clock(iso: string, zone: string): string {
  return localTime(iso, zone).split(' ').slice(2).join(' ');
}
