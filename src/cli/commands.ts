/** Every command. Written by scripts/generate-commands.ts; do not edit. */
import type { CliCommand } from './command.ts';
import { ackAlertCommand } from './commands/ack-alert.ts';
import { addOverrideCommand } from './commands/add-override.ts';
import { addSilenceCommand } from './commands/add-silence.ts';
import { applyConfigCommand } from './commands/apply-config.ts';
import { backupCommand } from './commands/backup.ts';
import { cancelRefreshCommand } from './commands/cancel-refresh.ts';
import { checkConfigCommand } from './commands/check-config.ts';
import { checkTableauCommand } from './commands/check-tableau.ts';
import { createWebhookCommand } from './commands/create-webhook.ts';
import { deleteWebhookCommand } from './commands/delete-webhook.ts';
import { demoCommand } from './commands/demo.ts';
import { diffConfigCommand } from './commands/diff-config.ts';
import { doctorFirewallCommand } from './commands/doctor-firewall.ts';
import { doctorInboundCommand } from './commands/doctor-inbound.ts';
import { doctorCommand } from './commands/doctor.ts';
import { editSilenceCommand } from './commands/edit-silence.ts';
import { escalateAlertCommand } from './commands/escalate-alert.ts';
import { expireSilenceCommand } from './commands/expire-silence.ts';
import { explainEventCommand } from './commands/explain-event.ts';
import { importPostmanCommand } from './commands/import-postman.ts';
import { initCommand } from './commands/init.ts';
import { listAlertsCommand } from './commands/list-alerts.ts';
import { listAuditCommand } from './commands/list-audit.ts';
import { listCalendarsCommand } from './commands/list-calendars.ts';
import { listCallsCommand } from './commands/list-calls.ts';
import { listDeliveriesCommand } from './commands/list-deliveries.ts';
import { listEventsCommand } from './commands/list-events.ts';
import { listGapsCommand } from './commands/list-gaps.ts';
import { listHooksCommand } from './commands/list-hooks.ts';
import { listOverridesCommand } from './commands/list-overrides.ts';
import { listPagesCommand } from './commands/list-pages.ts';
import { listPeopleCommand } from './commands/list-people.ts';
import { listRevisionsCommand } from './commands/list-revisions.ts';
import { listSecretsCommand } from './commands/list-secrets.ts';
import { listShiftsCommand } from './commands/list-shifts.ts';
import { listSilencesCommand } from './commands/list-silences.ts';
import { listTokensCommand } from './commands/list-tokens.ts';
import { listWebhooksCommand } from './commands/list-webhooks.ts';
import { passAlertCommand } from './commands/pass-alert.ts';
import { removeOverrideCommand } from './commands/remove-override.ts';
import { removeSecretCommand } from './commands/remove-secret.ts';
import { renewCalendarCommand } from './commands/renew-calendar.ts';
import { renewPageCommand } from './commands/renew-page.ts';
import { replaceWebhooksCommand } from './commands/replace-webhooks.ts';
import { reportShadowCommand } from './commands/report-shadow.ts';
import { rerunAlertCommand } from './commands/rerun-alert.ts';
import { resendDeliveriesCommand } from './commands/resend-deliveries.ts';
import { resolveAlertCommand } from './commands/resolve-alert.ts';
import { restoreCommand } from './commands/restore.ts';
import { resumeCommand } from './commands/resume.ts';
import { rollbackConfigCommand } from './commands/rollback-config.ts';
import { rotateHookCommand } from './commands/rotate-hook.ts';
import { rotateTokenCommand } from './commands/rotate-token.ts';
import { serveCommand } from './commands/serve.ts';
import { setPersonCommand } from './commands/set-person.ts';
import { setSecretCommand } from './commands/set-secret.ts';
import { showAlertCommand } from './commands/show-alert.ts';
import { showCallCommand } from './commands/show-call.ts';
import { showConfigSchemaCommand } from './commands/show-config-schema.ts';
import { showConfigStatusCommand } from './commands/show-config-status.ts';
import { showConfigCommand } from './commands/show-config.ts';
import { showDeliveryCommand } from './commands/show-delivery.ts';
import { showEventCommand } from './commands/show-event.ts';
import { showOnCallCommand } from './commands/show-on-call.ts';
import { showStatusCommand } from './commands/show-status.ts';
import { showWebhookCommand } from './commands/show-webhook.ts';
import { simulateProvidersCommand } from './commands/simulate-providers.ts';
import { simulateTableauCommand } from './commands/simulate-tableau.ts';
import { simulateTeamsCommand } from './commands/simulate-teams.ts';
import { swapShiftsCommand } from './commands/swap-shifts.ts';
import { syncWebhooksCommand } from './commands/sync-webhooks.ts';
import { takeShiftCommand } from './commands/take-shift.ts';
import { testPolicyCommand } from './commands/test-policy.ts';
import { testReceiverCommand } from './commands/test-receiver.ts';
import { testWebhookCommand } from './commands/test-webhook.ts';
import { tryCommand } from './commands/try.ts';
import { updateWebhookCommand } from './commands/update-webhook.ts';
import { whatIfConfigCommand } from './commands/what-if-config.ts';

export const COMMANDS: readonly CliCommand[] = [
  ackAlertCommand,
  addOverrideCommand,
  addSilenceCommand,
  applyConfigCommand,
  backupCommand,
  cancelRefreshCommand,
  checkConfigCommand,
  checkTableauCommand,
  createWebhookCommand,
  deleteWebhookCommand,
  demoCommand,
  diffConfigCommand,
  doctorFirewallCommand,
  doctorInboundCommand,
  doctorCommand,
  editSilenceCommand,
  escalateAlertCommand,
  expireSilenceCommand,
  explainEventCommand,
  importPostmanCommand,
  initCommand,
  listAlertsCommand,
  listAuditCommand,
  listCalendarsCommand,
  listCallsCommand,
  listDeliveriesCommand,
  listEventsCommand,
  listGapsCommand,
  listHooksCommand,
  listOverridesCommand,
  listPagesCommand,
  listPeopleCommand,
  listRevisionsCommand,
  listSecretsCommand,
  listShiftsCommand,
  listSilencesCommand,
  listTokensCommand,
  listWebhooksCommand,
  passAlertCommand,
  removeOverrideCommand,
  removeSecretCommand,
  renewCalendarCommand,
  renewPageCommand,
  replaceWebhooksCommand,
  reportShadowCommand,
  rerunAlertCommand,
  resendDeliveriesCommand,
  resolveAlertCommand,
  restoreCommand,
  resumeCommand,
  rollbackConfigCommand,
  rotateHookCommand,
  rotateTokenCommand,
  serveCommand,
  setPersonCommand,
  setSecretCommand,
  showAlertCommand,
  showCallCommand,
  showConfigSchemaCommand,
  showConfigStatusCommand,
  showConfigCommand,
  showDeliveryCommand,
  showEventCommand,
  showOnCallCommand,
  showStatusCommand,
  showWebhookCommand,
  simulateProvidersCommand,
  simulateTableauCommand,
  simulateTeamsCommand,
  swapShiftsCommand,
  syncWebhooksCommand,
  takeShiftCommand,
  testPolicyCommand,
  testReceiverCommand,
  testWebhookCommand,
  tryCommand,
  updateWebhookCommand,
  whatIfConfigCommand,
];
