/** The configuration comes from a file: each version of it that has no faults becomes a revision by `file`. */
import { acceptConfig, type ConfigDeps } from './accept-config.ts';
import { andMore } from './config-status.ts';
import { AppError } from '../errors.ts';
import { loadPolicy } from './load-policy.ts';
import type { Log } from '../ports/log.ts';

type Deps = ConfigDeps & { readonly log: Log };

/** `refused` leaves in force what was in force; the status tells why. */
export type FileAnswer = 'accepted' | 'unchanged' | 'refused';

/** One version of the file's text, at the start and whenever it has changed. */
export async function takeConfigFile(deps: Deps, file: string, text: string): Promise<FileAnswer> {
  const answer = await acceptConfig(deps, {
    text,
    author: 'file',
    note: undefined,
    base: undefined,
    action: 'file',
  });
  const faults = answer.ok ? [] : answer.faults;
  deps.status.report({
    of: file,
    at: deps.clock.now(),
    accepted: answer.ok,
    faults,
    warnings: answer.warnings,
    ...(answer.ok ? {} : { refused: text }),
  });
  if (!answer.ok) {
    deps.log.error(
      { file, faults },
      `${file} has faults (${faults.length}); ${IN_FORCE[deps.holder.current().revision === 0 ? 'none' : 'some']}`,
    );
    return 'refused';
  }
  if (answer.changed) deps.log.info({ file, revision: answer.number }, 'the configuration file is in force');
  return answer.changed ? 'accepted' : 'unchanged';
}

/** What keeps the file from being read is its fault, like one in its text. */
export function reportUnreadFile({ status, clock, log }: Deps, file: string, error: unknown): void {
  log.error({ error, file }, 'the configuration file cannot be followed');
  if (!(error instanceof AppError)) return;
  const { message, remedy } = error;
  const fault = { path: '', line: 1, column: 1, message, ...(remedy === undefined ? {} : { remedy }) };
  status.report({ of: file, at: clock.now(), accepted: false, faults: [fault], warnings: [] });
}

const IN_FORCE = {
  none: 'no configuration is in force',
  some: 'the last good configuration stays in force',
} as const;

/** A secret has changed: a file that was refused may be fine now, else what is in force gets the new value. */
export async function reloadConfig(deps: Deps): Promise<void> {
  const { managedBy } = deps.status;
  const refused = deps.status.last()?.refused;
  if (managedBy !== undefined && refused !== undefined) await takeConfigFile(deps, managedBy, refused);
  await loadPolicy(deps);
}

/** At the start: a faulty file is no reason to stay silent when a good revision of it is stored. */
export async function startFromFile(deps: Deps, file: string, text: string): Promise<void> {
  const answer = await takeConfigFile(deps, file, text);
  if (answer !== 'refused') return;
  const loaded = await loadPolicy(deps);
  if (loaded.kind !== 'none') return;
  const faults = deps.status.last()?.faults ?? [];
  const [first] = faults;
  throw new AppError(
    'configuration',
    first ? `${first.path} ${first.message}${andMore(faults)}`.trim() : 'the text has faults',
    {
      path: first ? `${file}:${first.line}:${first.column}` : file,
      remedy: first?.remedy ?? `see all faults with: tabduty config check ${file}`,
    },
  );
}
