/** `deliveries list`: what was sent, what waits, and what is dead. */
import { listDeliveries } from '../../api/records.ts';
import type { CliCommand } from '../command.ts';
import { LIST_OPTIONS, pageOf } from '../options.ts';

const STATES = ['pending', 'claimed', 'delivered', 'suppressed', 'dead'] as const;

export const listDeliveriesCommand: CliCommand = {
  words: 'deliveries list',
  summary: 'What was sent, what waits, and what is dead, newest first',
  options: [...LIST_OPTIONS, { flags: '--state <state>', help: 'only in this state', choices: STATES }],
  async run({ faces, options, out }) {
    const state = STATES.find((s) => s === options['state']);
    const answer = await (await faces.api()).call(listDeliveries, {
      ...pageOf(options),
      ...(state ? { state } : {}),
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
        'Nothing was sent yet.',
      ),
    );
    return 0;
  },
};
