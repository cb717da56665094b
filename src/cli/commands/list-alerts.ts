/** `alerts list`: what is failing, and what was. */
import { listAlerts } from '../../api/records.ts';
import { instant } from '../../domain/time/instant.ts';
import { alertState } from '../alert-text.ts';
import type { CliCommand } from '../command.ts';
import { LIST_OPTIONS, pageOf, textOption } from '../options.ts';

export const listAlertsCommand: CliCommand = {
  words: 'alerts list',
  summary: 'What is failing, and what was, newest first',
  options: [
    ...LIST_OPTIONS,
    { flags: '--source <site>', help: 'only of this site' },
    { flags: '--state <state>', help: 'only open or ended ones', choices: ['open', 'ended'] },
    { flags: '--name <text>', help: 'only items whose name holds this' },
    { flags: '--unrouted', help: 'only those that no route takes' },
  ],
  async run({ faces, options, out }) {
    const state =
      options['state'] === 'open' || options['state'] === 'ended' ? { state: options['state'] } : {};
    const unrouted = options['unrouted'] === true ? { unrouted: 'true' } : {};
    const filters = {
      ...textOption(options, 'source'),
      ...textOption(options, 'name'),
      ...state,
      ...unrouted,
    };
    const answer = await (await faces.api()).call(listAlerts, { ...pageOf(options), ...filters } as never);
    const now = instant(Date.now());
    out.result(answer, () =>
      out.table(
        answer.items,
        [
          { title: '#', value: (a) => String(a.number) },
          { title: 'SINCE', value: (a) => a.since },
          { title: 'STATE', value: (a) => alertState(a, now, out.zone) },
          { title: 'IN A ROW', value: (a) => String(a.streak) },
          { title: 'SITE', value: (a) => a.source },
          { title: 'WHAT', value: (a) => a.condition },
          { title: 'NAME', value: (a) => a.name },
        ],
        Object.keys(filters).length > 0
          ? 'No alert fits that.'
          : 'No alerts: nothing has failed since Tabduty listens.',
      ),
    );
    return 0;
  },
};
