/** What `silences add` and `silences edit` share: what is said of a silence, and what is asked where it hides everything. */
import type { z } from 'zod';
import type { editSilence } from '../api/silences.ts';
import type { Faces } from './faces.ts';
import { matchText } from './match-option.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';
import { localTime } from './times.ts';

type Answer = z.infer<typeof editSilence.answer>;
type Wish = { readonly everything: boolean; readonly dryRun: boolean };

/**
 * Makes or changes a silence, or says what it would hide. One that hides everything is asked for once more on a terminal,
 * after what it hides; elsewhere the service refuses it and names the option.
 */
export async function makeSilence(
  { faces, options, out }: { readonly faces: Faces; readonly options: Options; readonly out: Output },
  make: (wish: Wish) => Promise<Answer>,
  otherwise: string,
): Promise<0 | 1> {
  const isMeant = options['everything'] === true;
  if (options['dryRun'] === true) {
    const answer = await make({ everything: isMeant, dryRun: true });
    out.result(answer, () =>
      print(out, [...whatLines(answer, out.zone), ...hidesLines(answer), ...needLines(answer)]),
    );
    return 0;
  }
  const prompts = isMeant || options['json'] === true ? undefined : faces.prompts(otherwise);
  const look = prompts && (await make({ everything: false, dryRun: true }));
  const isAsked = prompts !== undefined && look?.everything === true;
  if (isAsked) {
    print(out, [...whatLines(look, out.zone), ...hidesLines(look), 'That is everything.']);
    const typed = await prompts.text('Type "everything" to go on');
    if (typed.replaceAll('"', '').trim().toLowerCase() !== 'everything') {
      out.line(`${otherwise[0]?.toUpperCase()}${otherwise.slice(1)}.`);
      return 1;
    }
  }
  const answer = await make({ everything: isMeant || isAsked, dryRun: false });
  out.result(answer, () =>
    print(out, [...whatLines(answer, out.zone), ...(isAsked ? [] : hidesLines(answer))]),
  );
  return 0;
}

function print(out: Output, lines: readonly string[]): void {
  for (const line of lines) out.line(line);
}

function whatLines({ silence, made }: Answer, zone: string): readonly string[] {
  return [
    `${made ? `silence ${silence.id}` : 'would silence'}: ${matchText(silence.match)}`,
    `from ${localTime(silence.from, zone)} until ${localTime(silence.until, zone)}`,
    ...(silence.replaces === undefined ? [] : [`in place of ${silence.replaces}`]),
  ];
}

function hidesLines({ hides }: Answer): readonly string[] {
  return [
    `hides ${hides.now.count} of ${hides.now.of} open alerts: ${hides.now.names.join(', ') || '-'}`,
    `would have hidden ${hides.lastWeek.count} of ${hides.lastWeek.of} of the last 7 days`,
    ...(hides.now.count + hides.lastWeek.count === 0 && hides.lastWeek.of > 0
      ? ['so far it hides nothing: are its labels written as "tabduty alerts list" shows them?']
      : []),
  ];
}

function needLines({ everything }: Answer): readonly string[] {
  return everything
    ? ['that is everything: on a terminal you are asked again, a script needs --everything']
    : [];
}
