/** One row of each list of the page. */
import type { ContentView, PatView, StateView, WebhookView } from '../views.ts';
import { el } from '../../shared/client/dom.ts';

/** Causes something and shows at once what came of it. */
export type Cause = (what: string, given: object) => void;

export type FailWith = () => { readonly reason: string; readonly copies: number };

export function contentRow(content: ContentView, cause: Cause, failWith: FailWith): HTMLElement {
  const { luid, name, project, kind, owner, refresh, last, consecutiveFailed } = content;
  const [word, tone] = stateOf(content);
  const isRunning = refresh === 'running';
  const facts = [
    kind === 'workbook' ? 'Workbook' : 'Data source',
    project,
    owner,
    ...(consecutiveFailed > 1 ? [`${consecutiveFailed} failures in a row`] : []),
    ...(content.nextRunAt === undefined || isRunning ? [] : [`next ${timeText(content.nextRunAt)}`]),
  ];
  const buttons = el(
    'div',
    { class: 'buttons' },
    button('Fail', `Fail ${name}`, () => cause('fail', { content: luid, ...failWith() }), 'bad'),
    button('Succeed', `Let ${name} succeed`, () => cause('succeed', { content: luid })),
    isRunning
      ? button('Cancel', `Cancel the refresh of ${name}`, () => cause('cancel', { content: luid }))
      : button('Start', `Start the refresh of ${name}`, () => cause('start', { content: luid })),
  );
  return el(
    'li',
    { class: `row ${tone}` },
    el('div', { class: 'head' }, el('span', { class: 'pill' }, word), el('b', {}, name)),
    el('p', { class: 'facts' }, facts.join(' · ')),
    ...(last?.notes === undefined || isRunning ? [] : [el('p', { class: 'notes' }, last.notes)]),
    ...(refresh === 'none' ? [] : [buttons]),
  );
}

export function webhookRow(webhook: WebhookView, cause: Cause): HTMLElement {
  const { luid, name, event, url, isEnabled, statusChangeReason } = webhook;
  return el(
    'li',
    { class: `row ${isEnabled ? 'good' : 'bad'}` },
    el(
      'div',
      { class: 'head' },
      el('span', { class: 'pill' }, isEnabled ? 'Enabled' : 'Disabled'),
      el('b', {}, name),
    ),
    el('p', { class: 'facts' }, `${event} → ${hostOf(url)}`),
    ...(isEnabled ? [] : [el('p', { class: 'notes' }, statusChangeReason)]),
    ...(isEnabled
      ? [button('Disable', `Disable ${name}`, () => cause('disable-webhook', { webhook: luid }))]
      : []),
  );
}

export function deliveryRow(delivery: StateView['deliveries'][number]): HTMLElement {
  const { event, content, state, attempts } = delivery;
  const tone = { delivered: 'good', waiting: 'busy', failed: 'bad', dropped: 'bad', lost: 'bad' }[state];
  const tries = attempts.map(({ status, error, tookMs }) =>
    status === undefined ? (error ?? 'no answer') : `${status} in ${Math.round(tookMs)} ms`,
  );
  const first = attempts[0];
  return el(
    'li',
    { class: `row ${tone}` },
    el('div', { class: 'head' }, el('span', { class: 'pill' }, state), el('b', {}, content)),
    el('p', { class: 'facts' }, [event, ...(first === undefined ? [] : [timeText(first.at)])].join(' · ')),
    ...(tries.length === 0 ? [] : [el('p', { class: 'facts' }, tries.join(' → '))]),
  );
}

export function callRow({
  at,
  method,
  url,
  status,
  code,
  user,
}: StateView['newestCalls'][number]): HTMLElement {
  const answer = status === 0 ? 'no answer' : String(status);
  const facts = [
    timeText(at),
    ...(code === undefined ? [] : [`code ${code}`]),
    ...(user === undefined ? [] : [user]),
  ];
  return el(
    'li',
    { class: `row ${status >= 200 && status < 400 ? 'good' : 'bad'}` },
    el('div', { class: 'head' }, el('span', { class: 'pill' }, answer), el('b', {}, method)),
    el('p', { class: 'facts path' }, shortPath(url)),
    el('p', { class: 'facts' }, facts.join(' · ')),
  );
}

export function patRow({ name, state }: PatView, cause: Cause): HTMLElement {
  return el(
    'li',
    { class: `row ${state === 'good' ? 'good' : 'bad'}` },
    el('div', { class: 'head' }, el('span', { class: 'pill' }, state), el('b', {}, name)),
    el(
      'div',
      { class: 'buttons' },
      button('Expire', `Expire ${name}`, () => cause('expire-pat', { name })),
      button('Displace', `Sign in elsewhere with ${name}`, () => cause('displace-pat', { name })),
      button('Revoke', `Revoke ${name}`, () => cause('revoke-pat', { name })),
      button('Renew', `Renew ${name}`, () => cause('renew-pat', { name })),
    ),
  );
}

export function button(text: string, label: string, click: () => void, tone = ''): HTMLElement {
  return el('button', { type: 'button', class: tone, 'aria-label': label, click }, text);
}

export function stateOf({ refresh, last }: ContentView): readonly [word: string, tone: string] {
  if (refresh === 'running') return ['Running', 'busy'];
  if (refresh === 'suspended') return ['Suspended', 'bad'];
  if (refresh === 'none') return ['Live', 'still'];
  if (last === undefined) return ['Not run yet', 'still'];
  return last.status === 'Failed' ? ['Failed', 'bad'] : [last.status, 'good'];
}

/** Version and site are the same in nearly all calls. */
function shortPath(url: string): string {
  const [path = '', query] = url.split('?');
  const short = path.replace(/^\/api\/[\d.]+\//, '').replace(/^sites\/[^/]+\/?/, '') || 'site';
  return query === undefined ? short : `${short} ? ${decoded(query)}`;
}

function decoded(query: string): string {
  try {
    return decodeURIComponent(query);
  } catch {
    return query;
  }
}

function timeText(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
