/** What each code of Tableau's, and each way of not answering, means to who can mend it. */
import type { AppErrorCode } from '../app/errors.ts';
import type { OutboundResult } from '../app/ports/outbound.ts';
import { ERROR_CODE } from './wire.ts';

export type Row = { readonly code: AppErrorCode; readonly sentence: string; readonly remedy: string };

export type Oddity = 'html' | 'unreadable' | 'unexpected' | 'redirect' | 'cut';

export const BY_CODE: Readonly<Record<string, Row>> = {
  [ERROR_CODE.badRequest]: {
    code: 'wrong-use',
    sentence: 'Tableau does not accept this request',
    remedy: 'the usual reasons: an address that is not https, or an event that this Tableau cannot send',
  },
  [ERROR_CODE.badPageNumber]: {
    code: 'unavailable',
    sentence: 'the list became shorter while it was read, and Tableau has no such page any more',
    remedy: 'try again',
  },
  [ERROR_CODE.badPageSize]: {
    code: 'unavailable',
    sentence: 'Tableau does not give so many entries at once',
    remedy: 'report this with the version of Tableau',
  },
  [ERROR_CODE.generic]: {
    code: 'unavailable',
    sentence: 'Tableau cannot do this with the job as it is now',
    remedy: 'it may have finished already: look at it again',
  },
  [ERROR_CODE.unknownFilter]: {
    code: 'unavailable',
    sentence: 'this Tableau cannot filter or sort a list in the way that Tabduty asks for',
    remedy: 'update Tableau Server, or report this with its version',
  },
  [ERROR_CODE.webhookUnknown]: {
    code: 'not-found',
    sentence: 'Tableau has no such webhook on this site',
    remedy: 'tabduty tableau webhooks list <site> shows those that exist',
  },
  [ERROR_CODE.reasonWhileEnabled]: {
    code: 'wrong-use',
    sentence: 'Tableau takes a reason only for a webhook that is disabled',
    remedy: 'leave --reason out, or add --disable',
  },
  [ERROR_CODE.notSignedIn]: {
    code: 'conflict',
    sentence: 'Tableau saw no sign-in with the call',
    remedy:
      'a proxy may take the X-Tableau-Auth header away; or something else signs in with the same token: give Tabduty one of its own',
  },
  [ERROR_CODE.signInFailed]: {
    code: 'denied',
    sentence: 'Tableau refuses the sign-in, and does not say why',
    remedy:
      'check the name and the secret of the token, that it is neither expired, revoked nor unused for 15 days, and content_url; with login: the user and the password',
  },
  [ERROR_CODE.sessionInvalid]: {
    code: 'conflict',
    sentence: 'Tableau ended the session again at once',
    remedy: 'another program signs in with the same token: give Tabduty a token of its own',
  },
  [ERROR_CODE.forbidden]: {
    code: 'denied',
    sentence: 'the owner of the token may not do this',
    remedy: 'webhooks and jobs need a site administrator: use a token that belongs to one',
  },
  [ERROR_CODE.siteUnknown]: {
    code: 'not-found',
    sentence: 'Tableau does not know the site',
    remedy: 'check server and content_url; the site may have moved or been deleted',
  },
  [ERROR_CODE.userUnknown]: {
    code: 'not-found',
    sentence: 'Tableau does not know the webhook or user that was asked for',
    remedy:
      'tabduty tableau webhooks list <site> shows the webhooks that exist; a user may have been removed',
  },
  [ERROR_CODE.projectUnknown]: {
    code: 'not-found',
    sentence: 'Tableau has no such project on this site',
    remedy: 'it may have been deleted or moved; the next reading of the inventory takes that up',
  },
  [ERROR_CODE.workbookUnknown]: {
    code: 'not-found',
    sentence: 'Tableau has no such workbook on this site',
    remedy: 'it may have been deleted, or the owner of the token may not see it',
  },
  [ERROR_CODE.datasourceUnknown]: {
    code: 'not-found',
    sentence: 'Tableau has no such data source on this site',
    remedy: 'it may have been deleted, or the owner of the token may not see it',
  },
  [ERROR_CODE.jobUnknown]: {
    code: 'not-found',
    sentence: 'Tableau does not know the job, or not any more',
    remedy: 'Tableau forgets old jobs, and shows new ones only after a moment: try again',
  },
  [ERROR_CODE.taskUnknown]: {
    code: 'not-found',
    sentence: 'Tableau has no such refresh task on this site',
    remedy: 'its schedule may have been removed, or belongs to somebody whose tasks the token may not see',
  },
  [ERROR_CODE.uriUnknown]: {
    code: 'unavailable',
    sentence: 'Tableau does not know this part of its REST API',
    remedy: 'webhooks need REST API 3.6 (Tableau Server 2019.4); check also that server is a Tableau address',
  },
  [ERROR_CODE.invalidMethod]: {
    code: 'unavailable',
    sentence: 'this Tableau does not offer that action',
    remedy:
      'changing webhooks needs REST API 3.8 (Tableau Server 2020.2); a proxy may also refuse PUT and DELETE',
  },
  [ERROR_CODE.conflict]: {
    code: 'conflict',
    sentence: 'the site has a webhook of that name already',
    remedy: 'choose another name with --name, or change the one that exists',
  },
  [ERROR_CODE.refreshNotAllowed]: {
    code: 'conflict',
    sentence: 'this content has no extract that could be refreshed',
    remedy: 'it may have been changed to a live connection; look at it in Tableau',
  },
  [ERROR_CODE.refreshAlreadyQueued]: {
    code: 'conflict',
    sentence: 'a refresh of this content waits or runs already, and Tableau takes no second one',
    remedy: 'wait for its end',
  },
  [ERROR_CODE.internal]: {
    code: 'unreachable',
    sentence: 'Tableau has an error of its own',
    remedy: 'try again later; status.salesforce.com (Cloud) or the logs of Tableau Server say more',
  },
};

const ALLOW =
  'under Settings → Security → IP Filtering a site administrator adds the address that this machine has on the internet; behind a proxy that is the address of the proxy';

/** Which code Tableau Cloud gives for it is not documented, so that its words count. */
export const IP_FILTERED: Row = {
  code: 'unreachable',
  sentence: 'Tableau does not take calls from the IP address of this machine (IP filtering)',
  remedy: ALLOW,
};

export const SIGN_IN_FORBIDDEN: Row = {
  code: 'denied',
  sentence: 'Tableau forbids the sign-in itself, not only what would follow',
  remedy: `on Tableau Cloud this is mostly IP filtering: ${ALLOW}. Else personal access tokens may be turned off for the site or the user`,
};

type NotSent = Extract<OutboundResult, { kind: 'not-sent' }>['fault'];
type Unknown = Extract<OutboundResult, { kind: 'unknown' }>['fault'];

export const NOT_SENT: Readonly<Record<NotSent, Row>> = {
  url: {
    code: 'configuration',
    sentence: "the site's server is no usable address",
    remedy: 'write it as https://host',
  },
  blocked: {
    code: 'configuration',
    sentence: 'Tabduty may not reach this Tableau',
    remedy: 'if it is yours, allow it with the option that the sentence names',
  },
  dns: {
    code: 'unreachable',
    sentence: 'the name of the Tableau server is not found',
    remedy: 'check the spelling of server and that this machine can resolve it',
  },
  connect: {
    code: 'unreachable',
    sentence: 'the Tableau server does not take connections',
    remedy: 'check that it runs and that no firewall stands between',
  },
  tls: {
    code: 'unreachable',
    sentence: 'the certificate of the Tableau server is not trusted',
    remedy: 'a server with an authority of your own needs --outbound-ca-file; else mend the certificate',
  },
  proxy: {
    code: 'unreachable',
    sentence: 'the proxy does not let Tabduty through to Tableau',
    remedy: 'check --outbound-proxy and what the proxy allows',
  },
  timeout: {
    code: 'unreachable',
    sentence: 'the Tableau server could not be reached in time',
    remedy: 'check the network and the firewall, then try again',
  },
  aborted: { code: 'unavailable', sentence: 'the call was stopped', remedy: 'try again' },
};

export const UNKNOWN: Readonly<Record<Unknown, Row>> = {
  timeout: { code: 'unreachable', sentence: 'Tableau did not answer in time', remedy: 'try again later' },
  reset: { code: 'unreachable', sentence: 'Tableau broke the connection off', remedy: 'try again later' },
  answer: {
    code: 'unreachable',
    sentence: 'the answer of Tableau could not be read to its end',
    remedy: 'try again; a proxy in between may damage it',
  },
  aborted: { code: 'unavailable', sentence: 'the call was stopped', remedy: 'try again' },
};

export const ODDITIES: Readonly<Record<Oddity, Row>> = {
  html: {
    code: 'unreachable',
    sentence: 'a web page answered instead of the REST API',
    remedy:
      'a proxy, a login page or a maintenance page stands in front of Tableau; check server and the way there',
  },
  unreadable: {
    code: 'unreachable',
    sentence: 'the answer is neither JSON nor XML of Tableau',
    remedy: 'check that server is the address of Tableau itself',
  },
  unexpected: {
    code: 'unreachable',
    sentence: 'the answer lacks what was asked for',
    remedy:
      'check that server is the address of Tableau itself; if it is, report this with the version of Tableau',
  },
  redirect: {
    code: 'configuration',
    sentence: 'the server sends callers to another address, where Tabduty does not follow',
    remedy: 'write the address that the browser shows after signing in as server',
  },
  cut: {
    code: 'unreachable',
    sentence: 'the answer is longer than Tabduty reads',
    remedy: 'check that server is the address of Tableau itself',
  },
};
