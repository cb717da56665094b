/** `labels`: an ordered list of mappings from labels that an alert has to labels that it gets. */
import { z } from 'zod';
import { FACT_LABELS } from '../domain/routing/labels.ts';
import type { LabelMapping } from '../domain/policy.ts';
import { SEVERITIES } from '../domain/routing/severity.ts';
import { type Checking, isMap, placeOf } from './checking.ts';
import { compileTests, type DeclaredLabels } from './compile-matchers.ts';
import type { Path } from './fault.ts';
import { hint } from '../domain/nearest.ts';
import { checked } from './schema-faults.ts';
import { patterns } from './schema.ts';

const value = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters')
  .refine((text) => !/\p{Cc}/u.test(text), { error: 'must be one line of text' });

export const mappingSchema = z.strictObject({
  match: z.record(z.string(), patterns).optional().meta({ help: 'All of these labels must fit' }),
  except: z.record(z.string(), patterns).optional().meta({ help: 'None of these labels may fit' }),
  set: z
    .record(z.string(), z.union([value, z.array(value).min(1, 'must have at least one value')]))
    .meta({ help: 'What fits gets these labels: severity, and others under names of your own' }),
});

const MOST = 500;
const NAME = /^[a-z][a-z0-9_]{0,39}$/;

/** Each is compiled knowing what those above it set. */
export function compileLabels(
  written: unknown,
  sites: readonly string[],
  checking: Checking,
): { readonly mappings: readonly LabelMapping[]; readonly declared: DeclaredLabels } {
  const { findings } = checking;
  const declared = new Map<string, readonly string[]>();
  if (written === undefined || written === null) return { mappings: [], declared };
  if (!Array.isArray(written)) {
    findings.fault(['labels'], 'must be a list', { remedy: 'begin each with "- match:"' });
    return { mappings: [], declared };
  }
  if (written.length > MOST) findings.fault(['labels'], `has more than ${MOST} mappings`);
  const mappings = written.slice(0, MOST).flatMap((given: unknown, i) => {
    const at = ['labels', i];
    const raw = isMap(given) ? given : {};
    const own = checked<typeof mappingSchema._output>(mappingSchema, given, at, { findings });
    const names = { sites, declared, later: namesSetIn(written.slice(i)) };
    const { match, except } = compileTests(raw, at, names, checking);
    const set = valuesIn(raw['set']);
    if (own !== undefined) checkSet(set, [...at, 'set'], checking);
    for (const [name, values] of Object.entries(set))
      if (NAME.test(name) && !isOwn(name) && name !== 'severity')
        declared.set(name, [...new Set([...(declared.get(name) ?? []), ...values])]);
    return own === undefined || findings.isFaulty(at)
      ? []
      : [{ place: placeOf(at, findings), match, except, set }];
  });
  return { mappings, declared };
}

function checkSet(set: Readonly<Record<string, readonly string[]>>, at: Path, { findings }: Checking): void {
  if (Object.keys(set).length === 0)
    findings.fault(at, 'sets nothing', { remedy: 'such as set: { severity: critical }' });
  for (const [name, values] of Object.entries(set)) {
    const here = [...at, name];
    if (isOwn(name))
      findings.fault(here, `cannot be set: what the ${name} is, Tableau says`, {
        remedy: 'set severity, or a label under a name of your own',
        aim: 'key',
      });
    else if (!NAME.test(name))
      findings.fault(here, 'must be a short name of a–z, 0–9 and _, beginning with a letter', { aim: 'key' });
    if (name === 'severity') checkSeverity(values, here, findings);
  }
}

function checkSeverity(values: readonly string[], at: Path, findings: Checking['findings']): void {
  if (values.length > 1) findings.fault(at, 'must be one', { remedy: `one of ${SEVERITIES.join(', ')}` });
  for (const given of values)
    if (!(SEVERITIES as readonly string[]).includes(given))
      findings.fault(at, `"${given}" is no severity`, hint(given, SEVERITIES));
}

function isOwn(name: string): boolean {
  return (FACT_LABELS as readonly string[]).includes(name);
}

function valuesIn(set: unknown): Readonly<Record<string, readonly string[]>> {
  if (!isMap(set)) return {};
  return Object.fromEntries(
    Object.entries(set).map(([name, given]) => [
      name,
      (Array.isArray(given) ? given : [given]).flatMap((v: unknown) =>
        typeof v === 'string' && v.trim() !== '' ? [v.trim()] : [],
      ),
    ]),
  );
}

function namesSetIn(written: readonly unknown[]): readonly string[] {
  return written.flatMap((given) => (isMap(given) && isMap(given['set']) ? Object.keys(given['set']) : []));
}
