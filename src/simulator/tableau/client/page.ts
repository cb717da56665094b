/** The page of the simulated Tableau: content and its refreshes, what was sent, and buttons that cause trouble. */
import type { ContentView, StateView } from '../views.ts';
import { byId, drawList, el, getJson, postJson } from '../../shared/client/dom.ts';
import { button, callRow, contentRow, deliveryRow, patRow, stateOf, webhookRow } from './rows.ts';

const EVERY_MS = 1500;
const find = byId<HTMLInputElement>('find');
const show = byId<HTMLSelectElement>('show');
const reason = byId<HTMLSelectElement>('reason');
const copies = byId<HTMLInputElement>('copies');
const switches = byId<HTMLDetailsElement>('switches');
let state: StateView | undefined;

const failWith = () => ({ reason: reason.value, copies: Math.max(1, Number(copies.value) || 1) });

find.addEventListener('input', draw);
addEventListener('hashchange', draw);
show.addEventListener('change', draw);
switches.addEventListener('toggle', () => void attempt(drawSwitches));
drawCauses(false);
void follow();

async function follow(): Promise<void> {
  if (!document.hidden) await attempt(load);
  setTimeout(() => void follow(), EVERY_MS);
}

async function load(): Promise<void> {
  state = await getJson<StateView>('/_sim/state');
  draw();
}

function cause(what: string, given: object): void {
  void attempt(async () => {
    await postJson(`/_sim/${what}`, given);
    await load();
  });
}

/** A trouble stays to be read until something works again. */
async function attempt(doing: () => Promise<void>): Promise<void> {
  const trouble = byId('trouble');
  try {
    await doing();
    trouble.hidden = true;
  } catch (error) {
    trouble.textContent = error instanceof TypeError ? 'The simulator does not answer.' : String(error);
    trouble.hidden = false;
  }
}

function draw(): void {
  if (state === undefined) return;
  const { content, webhooks, deliveries, newestCalls, pats, down } = state;
  const chosen = content.filter(isWanted).toSorted((a, b) => rankOf(a) - rankOf(b));
  const drawContent = (one: ContentView): HTMLElement => contentRow(one, cause, failWith);
  const luidOf = ({ luid }: { readonly luid: string }): string => luid;
  drawList(byId('content'), chosen, luidOf, drawContent, 'Nothing matches.');
  drawList(
    byId('webhooks'),
    webhooks,
    luidOf,
    (one) => webhookRow(one, cause),
    'Nobody has created a webhook yet, so nobody hears of failures.',
  );
  drawList(byId('deliveries'), deliveries, ({ number }) => String(number), deliveryRow, 'Nothing sent yet.');
  drawList(
    byId('calls'),
    newestCalls,
    ({ number }) => String(number),
    callRow,
    'Nobody has called the REST API yet.',
  );
  drawList(
    byId('pats'),
    pats,
    ({ name }) => name,
    (one) => patRow(one, cause),
    'There are no access tokens.',
  );
  byId('summary').textContent = summaryOf(state);
  byId('everything').hidden = linkedTo() === undefined;
  drawCauses(down);
}

function isWanted(content: ContentView): boolean {
  const linked = linkedTo();
  if (linked !== undefined) return linked.kind === content.kind && linked.number === content.number;
  const text = `${content.name} ${content.project} ${content.owner}`.toLowerCase();
  if (!text.includes(find.value.trim().toLowerCase())) return false;
  if (show.value === 'failing') return stateOf(content)[1] === 'bad';
  return show.value !== 'running' || content.refresh === 'running';
}

/** The content that a link such as /#/site/acme/workbooks/12 means, as cards carry it. */
function linkedTo(): { kind: string; number: number } | undefined {
  const [, kind, number] = /\/(workbook|datasource)s\/(\d+)/.exec(location.hash) ?? [];
  return kind === undefined ? undefined : { kind, number: Number(number) };
}

/** What fails comes first, then what runs. */
function rankOf(content: ContentView): number {
  return { bad: 0, busy: 1, good: 2, still: 3 }[stateOf(content)[1]] ?? 4;
}

function summaryOf({ content, calls, down, faults }: StateView): string {
  const count = (tone: string): number => content.filter((one) => stateOf(one)[1] === tone).length;
  const troubles = [
    ...(down ? ['the REST API is down'] : []),
    ...(faults > 0 ? [`${faults} faults set`] : []),
  ];
  return [
    `${content.length} items`,
    `${count('bad')} failing`,
    `${count('busy')} running`,
    `${calls} REST calls`,
    ...troubles,
  ].join(' · ');
}

function drawCauses(down: boolean): void {
  const fault = (kind: string, more: object = {}) => cause('fault', { kind, times: 5, ...more });
  const buttons: readonly (readonly [string, string, () => void])[] = [
    [
      'Storm of 20',
      'Twenty refreshes fail at once',
      () => cause('storm', { count: 20, reason: reason.value }),
    ],
    down
      ? ['Bring it back', 'Let the REST API answer again', () => cause('down', { down: false })]
      : ['Be down', 'Let nobody answer at the REST API', () => cause('down', { down: true })],
    ['End sessions', 'Every signed-in client has to sign in again', () => cause('end-sessions', {})],
    ['Five 429', 'The next five calls are too many', () => fault('too-many', { retryAfter: 5 })],
    ['Five bare 429', 'The next five calls are too many, without Retry-After', () => fault('too-many')],
    ['Five 500', 'The next five calls fail', () => fault('server-error')],
    ['Five slow', 'The next five calls take 8 seconds', () => fault('slow', { ms: 8000 })],
    ['Five login pages', 'A proxy answers the next five calls with a page', () => fault('login-page')],
    ['Five truncated', 'The next five answers are half a document', () => fault('truncated')],
    ['Five half pages', 'The next five lists lack half of their rows', () => fault('half-page')],
    ['Clear faults', 'No more faults', () => cause('clear-faults', {})],
  ];
  drawList(
    byId('cause'),
    buttons,
    ([text]) => text,
    ([text, label, click]) => button(text, label, click),
    '',
  );
}

type SwitchView = { readonly name: string; readonly value: unknown; readonly help: string };

async function drawSwitches(): Promise<void> {
  const all = await getJson<readonly SwitchView[]>('/_sim/switches');
  byId('switch-list').replaceChildren(
    ...all.map(({ name, value, help }) => {
      const input = el('input', { value: String(value) }) as HTMLInputElement;
      input.addEventListener('change', () => cause('switch', { name, value: input.value }));
      return el('label', { class: 'switch' }, el('b', {}, name), input, el('small', {}, help));
    }),
  );
}
