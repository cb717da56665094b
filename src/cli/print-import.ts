/** Prints what an import found on a site, and what became of it. */
import type { importSite } from '../api/import.ts';
import type { AnswerOf } from '../api/endpoint.ts';
import { counted } from './print-faults.ts';
import { type Output, printable } from './output.ts';

type Answer = AnswerOf<typeof importSite>;

export function printFound(out: Output, { flows, unusable, others }: Answer): void {
  if (flows.length === 0) out.line('no webhook of the site calls a flow of Power Automate');
  for (const { receiver, isKnown, origin, webhooks } of flows) {
    const state = isKnown ? 'is receiver' : 'becomes receiver';
    out.line(printable(`the flow at ${origin} ${state} ${receiver}; it is called by`));
    for (const webhook of webhooks) out.line(`  ${oneLine(webhook)}`);
  }
  if (unusable.length > 0) out.line('calls a flow, and cannot be taken over:');
  for (const webhook of unusable) out.line(`  ${oneLine(webhook)}\n      ${printable(webhook.why)}`);
  if (others.length > 0) out.line('calls something else, and is left alone:');
  for (const webhook of others) out.line(`  ${oneLine(webhook)} → ${printable(webhook.origin)}`);
}

/** "Workbook-Refresh-Failed for WorkbookRefreshFailed, disabled by Tableau" */
export function oneLine({ name, event, enabled, owner }: Answer['others'][number]): string {
  const whose = owner === undefined ? '' : `, owned by ${owner}`;
  return printable(`${name} for ${event}${whose}${enabled ? '' : ' (DISABLED: nothing comes from it)'}`);
}

export function printImported(out: Output, done: Answer, shadow: boolean): void {
  const { outcome, site, secrets } = done;
  if (secrets.length > 0 && outcome.kind !== 'dry-run') out.line(`stored, encrypted: ${secrets.join(', ')}`);
  switch (outcome.kind) {
    case 'unchanged':
      out.line(`nothing to do: the configuration has site ${site} and all of these flows`);
      return;
    case 'dry-run':
      if (done.entries.length + done.edits.length === 0)
        return out.line('\nNothing would be written: the configuration has all of this.');
      out.line('\nThis would be written; nothing was changed:');
      printText(out, done);
      return;
    case 'edit-file':
      out.line(
        `\n${printable(outcome.file ?? 'the file of serve --config')} decides. Write there, and save it:`,
      );
      printText(out, done);
      return;
    case 'in-force':
      out.line(
        `revision ${outcome.revision} is in force: site ${site}, ${counted(done.flows.length, 'flow')}${shadow && done.flows.length > 0 ? ' in shadow mode (nothing is sent)' : ''}`,
      );
      for (const { path, message, remedy } of outcome.warnings)
        out.line(printable(`warning: ${path} ${message}${remedy === undefined ? '' : ` → ${remedy}`}`));
  }
}

function printText(out: Output, { entries, edits }: Answer): void {
  for (const part of ['sites', 'receivers', 'routes'] as const) {
    const mine = entries.filter((entry) => entry.part === part);
    if (mine.length > 0) out.line(part === 'routes' ? 'routes:   # in front of the others' : `${part}:`);
    for (const { entry } of mine) out.line(printable(`  ${part === 'routes' ? '- ' : ''}${entry}`));
  }
  for (const { path, value } of edits) out.line(printable(`${path}: ${value}`));
}
