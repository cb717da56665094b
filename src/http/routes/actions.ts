/** Answers the endpoints by which somebody acts in Tableau. */
import * as api from '../../api/actions.ts';
import { cancelRefresh } from '../../app/sites/cancel-refresh.ts';
import { type ActDeps, rerunAlert } from '../../app/sites/rerun-alert.ts';
import { type Handler, handler } from '../handler.ts';

export function actionHandlers(deps: ActDeps): readonly Handler[] {
  return [
    handler(api.rerunAlert, async ({ id }, { actor }) => {
      const { incarnation, how, jobId } = await rerunAlert(deps, id, actor);
      return { number: incarnation.number, name: incarnation.name, how, jobId };
    }),
    handler(api.cancelRefresh, async ({ id }, { actor }) => {
      const { incarnation, jobId } = await cancelRefresh(deps, id, actor);
      return { number: incarnation.number, name: incarnation.name, jobId };
    }),
  ];
}
