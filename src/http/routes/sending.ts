/** Handlers of the pause after a restore. */
import * as api from '../../api/sending.ts';
import { type ResumeDeps, resumeSending, sendingState } from '../../app/pipeline/resume-sending.ts';
import { isoOf } from '../../domain/time/instant.ts';
import { type Handler, handler } from '../handler.ts';

export function sendingHandlers(deps: ResumeDeps): readonly Handler[] {
  return [
    handler(api.showSending, async () => {
      const { pause, waiting } = await sendingState(deps);
      return {
        ...(pause === undefined
          ? {}
          : { pausedSince: isoOf(pause.since), backupMadeAt: isoOf(pause.backupMadeAt) }),
        waiting: waiting.map(({ destinationId: destination, count, old, oldestAt }) => ({
          ...{ destination, count, old },
          oldestAt: isoOf(oldestAt),
        })),
      };
    }),
    handler(api.resumeSending, ({ dropPending }, { actor }) => resumeSending(deps, dropPending, actor)),
  ];
}
