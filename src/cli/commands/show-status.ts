/** `status`: how much waits, and whether anything is stuck. */
import { showStatus } from '../../api/records.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import type { CliCommand } from '../command.ts';
import { counted } from '../print-faults.ts';
import { timesIn } from '../times.ts';

export const showStatusCommand: CliCommand = {
  words: 'status',
  summary: 'How much waits, and whether anything is stuck',
  async run({ faces, out }) {
    const answer = await (await faces.api()).call(showStatus, {});
    out.result(answer, () => {
      for (const line of lines(answer)) out.line(timesIn(line, out.zone));
    });
    return 0;
  },
};

function lines(status: AnswerOf<typeof showStatus>): readonly string[] {
  const { revision, sendingPausedSince: paused, historyFrom } = status;
  const { stuckCalls, unrouted, deadDeliveries } = status;
  return [
    revision === 0
      ? 'configuration: none is in force; tabduty init writes one, tabduty config apply FILE takes one'
      : `configuration: revision ${revision} is in force`,
    ...(paused === undefined
      ? []
      : [`sending: paused since ${paused}, after a restore; tabduty resume shows what waits and lets it go`]),
    ...(status.clock === undefined ? [] : [`! the machine's clock was ${status.clock}`]),
    `calls: ${status.pendingCalls} wait to be read`,
    ...(stuckCalls > 0
      ? [`! ${counted(stuckCalls, 'call')} could not be read: tabduty doctor says more`]
      : []),
    `alerts: ${status.openAlerts} open`,
    ...(unrouted > 0
      ? [`! ${counted(unrouted, 'alert')} that no route took: tabduty alerts list --unrouted`]
      : []),
    `messages: ${status.pendingDeliveries} wait to be sent`,
    ...(deadDeliveries > 0
      ? [`! ${counted(deadDeliveries, 'message')} given up: tabduty deliveries list --state dead`]
      : []),
    `database: ${mib(status.databaseBytes)} MiB, ${mib(status.databaseFreeBytes)} of them free for new rows`,
    ...(historyFrom === undefined ? [] : [`history: what ended before ${historyFrom} has been removed`]),
    `heartbeat: ${status.heartbeat}`,
  ];
}

function mib(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
