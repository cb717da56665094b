/** `deliveries list`: what was sent, what waits, and what is dead. */
import { listDeliveries } from '../../api/deliveries.ts';
import type { CliCommand } from '../command.ts';
import { LIST_OPTIONS, pageOf, textOption } from '../options.ts';

const STATES = ['pending', 'claimed', 'delivered', 'suppressed', 'dead'] as const;

export const listDeliveriesCommand: CliCommand = {
  words: 'deliveries list',
  summary: 'What was sent, what waits, and what is dead, newest first',
  options: [
    ...LIST_OPTIONS,
    { flags: '--state <state>', help: 'only in this state', choices: STATES },
    { flags: '--destination <id>', help: 'only to this one: ops/teams' },
    { flags: '--receiver <name>', help: 'only to this receiver' },
    { flags: '--since <time>', help: 'a duration such as 12h or 7d, or a time with its zone' },
  ],
  async run({ faces, options, out }) {
    const state = STATES.find((s) => s === options['state']);
    const answer = await (await faces.api()).call(listDeliveries, {
      ...pageOf(options),
      ...(state ? { state } : {}),
      ...textOption(options, 'destination'),
      ...textOption(options, 'receiver'),
      ...textOption(options, 'since'),
    });
    out.result(answer, () =>
      out.table(
        answer.items,
        [
          { title: 'CREATED', value: (d) => d.createdAt },
          { title: 'TO', value: (d) => d.destination },
          { title: 'KIND', value: (d) => d.kind },
          { title: 'STATE', value: (d) => d.state },
          { title: 'TRIES', value: (d) => String(d.attempts) },
          { title: 'ID', value: (d) => d.id },
          { title: 'LAST', value: (d) => d.detail ?? '' },
        ],
        'Nothing that fits was sent.',
      ),
    );
    return 0;
  },
};
