/** Answers the endpoints by which people take alerts in hand. */
import * as api from '../../api/hand.ts';
import {
  acknowledgeAlert,
  escalateAlert,
  type HandedAlert,
  passAlert,
  resolveAlert,
} from '../../app/hand/hand-alert.ts';
import type { HandDeps } from '../../app/hand/take-in-hand.ts';
import { handler, type Handler } from '../handler.ts';

export function handHandlers(deps: HandDeps): readonly Handler[] {
  const view = ({ alert, done }: HandedAlert) => ({ alert: alert.number, done });
  return [
    handler(api.acknowledgeAlert, async ({ id, as }, { actor }) =>
      view(await acknowledgeAlert(deps, id, actor, as)),
    ),
    handler(api.passAlert, async ({ id, as }, { actor }) => {
      const passed = await passAlert(deps, id, actor, as);
      return { ...view(passed), to: passed.to };
    }),
    handler(api.escalateAlert, async ({ id }, { actor }) => view(await escalateAlert(deps, id, actor))),
    handler(api.resolveAlert, async ({ id }, { actor }) => view(await resolveAlert(deps, id, actor))),
  ];
}
