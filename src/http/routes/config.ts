/** Answers the endpoints of the configuration. */
import type { Accepted, ConfigDeps } from '../../app/policy/accept-config.ts';
import { applyConfig } from '../../app/policy/apply-config.ts';
import { AppError, notFound } from '../../app/errors.ts';
import type { Fault } from '../../app/ports/config.ts';
import type { RevisionHead } from '../../app/ports/questions.ts';
import { rollbackConfig } from '../../app/policy/rollback-config.ts';
import * as api from '../../api/config.ts';
import { isoOf } from '../../domain/time/instant.ts';
import { handler, type Handler } from '../handler.ts';

export function configHandlers(deps: ConfigDeps): readonly Handler[] {
  const { store, status, holder } = deps;
  return [
    handler(api.getConfig, async ({ revision }) => {
      const found = await store.ask('revision', revision === undefined ? {} : { number: revision });
      if (found) return { ...headOf(found), text: found.text };
      if (revision !== undefined) throw notFound('revision', String(revision));
      throw new AppError('not-found', 'there is no configuration yet', {
        remedy: 'tabduty config apply FILE',
      });
    }),
    handler(api.getConfigStatus, async () => {
      const last = status.last();
      return {
        inForce: holder.current().revision,
        ...(status.managedBy === undefined ? {} : { managedBy: status.managedBy }),
        ...(last
          ? {
              lastCheck: {
                of: last.of,
                at: isoOf(last.at),
                accepted: last.accepted,
                faults: last.faults.map(copy),
                warnings: last.warnings.map(copy),
              },
            }
          : {}),
      };
    }),
    handler(api.listRevisions, async ({ limit }) => ({
      revisions: (await store.ask('revisions', { limit })).map(headOf),
    })),
    handler(api.applyConfig, async ({ text, note, base }, { actor }) =>
      answerOf(await applyConfig(deps, { text, note, base, author: actor })),
    ),
    handler(api.rollbackConfig, async ({ number, note }, { actor }) =>
      answerOf(await rollbackConfig(deps, { number, note, author: actor })),
    ),
  ];
}

function headOf({ number, at, author, note }: RevisionHead) {
  return { number, at: isoOf(at), author, ...(note === undefined ? {} : { note }) };
}

function answerOf(accepted: Accepted) {
  const warnings = accepted.warnings.map(copy);
  return accepted.ok
    ? { ...accepted, warnings }
    : { ...accepted, warnings, faults: accepted.faults.map(copy) };
}

function copy(fault: Fault) {
  return { ...fault };
}
