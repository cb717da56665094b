/** The workflow behind a channel: its address, whether it is on, its runs, and ways to make it fail. */
import type { ChannelContent, ChannelView, RunView, StateView } from '../page-data.ts';
import { el, postJson } from '../../shared/client/dom.ts';
import { time } from './post-view.ts';

const FAULTS: readonly (readonly [label: string, fault: Readonly<Record<string, unknown>>])[] = [
  ['Post it, but never answer', { kind: 'timeout-after-posting', next: 1 }],
  ['Answer 429, busy for 30 s', { kind: 'status', status: 429, retryAfter: '30', next: 1 }],
  ['Answer 503', { kind: 'status', status: 503, next: 1 }],
  ['Drop the connection', { kind: 'reset', next: 1 }],
  ['Post it twice', { kind: 'duplicate-post', next: 1 }],
];

const TEMPLATES = {
  classic: 'Post to a channel when a webhook request is received',
  newer: 'Send webhook alerts to a channel',
} as const;

export function flowElements(
  channel: ChannelView,
  content: ChannelContent,
  state: StateView,
  failed: (error: unknown) => void,
): HTMLElement[] {
  const does = (path: string, body: unknown) => (): void => {
    postJson(path, body).catch(failed);
  };
  const on = channel.state === 'on';
  const turn = does(`/_sim/flows/${channel.slug}`, { state: on ? 'off' : 'on' });
  const waiting = state.faults.filter((one) => one.channel === undefined || one.channel === channel.name);
  return [
    el('h3', {}, 'Workflow'),
    el(
      'p',
      {},
      channel.kind === 'http-request' ? 'When an HTTP request is received' : TEMPLATES[channel.template],
    ),
    el('p', { class: 'muted' }, on ? 'It is on.' : `It is ${channel.state}. ${channel.offReason ?? ''}`),
    el('button', { type: 'button', click: turn }, on ? 'Turn it off' : 'Turn it on'),
    el('h3', {}, 'Address'),
    addressElement(channel.address),
    el('h3', {}, 'Make the next call fail'),
    el(
      'div',
      { class: 'faults' },
      ...FAULTS.map(([label, fault]) =>
        el(
          'button',
          { type: 'button', click: does('/_sim/faults', { ...fault, channel: channel.name }) },
          label,
        ),
      ),
    ),
    ...(waiting.length === 0
      ? []
      : [
          el(
            'p',
            { class: 'muted' },
            `${waiting.length} waiting: ${waiting.map((one) => one.kind).join(', ')}`,
          ),
          el('button', { type: 'button', click: does('/_sim/faults/clear', {}) }, 'Clear faults'),
        ]),
    el('h3', {}, 'Runs'),
    runsElement(content.runs),
  ];
}

export function addressElement(address: string): HTMLElement {
  const copied = el('span', { class: 'muted', role: 'status' });
  const copy = (): void => {
    navigator.clipboard.writeText(address).then(
      () => {
        copied.textContent = ' Copied.';
      },
      () => {
        copied.textContent = ' Copying is not allowed here: select the address instead.';
      },
    );
  };
  return el(
    'div',
    { class: 'address' },
    el('code', {}, address),
    el('button', { type: 'button', click: copy }, 'Copy the address'),
    copied,
  );
}

function runsElement(runs: readonly RunView[]): HTMLElement {
  if (runs.length === 0) return el('p', { class: 'muted' }, 'No run yet.');
  return el('ol', { class: 'runs' }, ...runs.toReversed().map(runElement));
}

function runElement(run: RunView): HTMLElement {
  return el(
    'li',
    { class: run.outcome === 'Failed' ? 'failed' : 'succeeded' },
    el('strong', {}, run.outcome),
    ' ',
    time(run.at),
    ...(run.reason === undefined ? [] : [el('p', {}, run.reason)]),
    ...(run.tokens.length === 0 ? [] : [tokensElement(run)]),
  );
}

function tokensElement({ tokens }: RunView): HTMLElement {
  return el('dl', {}, ...tokens.flatMap(({ name, value }) => [el('dt', {}, name), el('dd', {}, value)]));
}
