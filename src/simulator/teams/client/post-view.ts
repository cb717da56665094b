/** One message of the channel, with what a strict check says about its card; and a failed run as a line of its own. */
import type { PostView, RunView } from '../page-data.ts';
import { el } from '../../shared/client/dom.ts';
import type { Theme } from './host-config.ts';
import { renderCard } from './render-card.ts';

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const FULL_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

export function postElement(post: PostView, theme: Theme): HTMLElement {
  const note = el('p', { class: 'note', role: 'status', hidden: true });
  const card = renderCard(post, theme, (sentence) => {
    note.textContent = sentence ?? '';
    note.hidden = sentence === undefined;
  });
  return el(
    'article',
    { class: 'post', 'data-id': post.id },
    el('div', { class: 'avatar', 'aria-hidden': 'true' }, 'W'),
    el(
      'div',
      { class: 'message' },
      el('div', { class: 'by' }, el('strong', {}, 'Workflows'), ' ', time(post.at)),
      el('div', { class: isWide(post) ? 'card' : 'card narrow' }, card),
      note,
      check(post),
    ),
  );
}

export function failedRunElement(run: RunView): HTMLElement {
  return el(
    'p',
    { class: 'failed-run', 'data-id': run.id },
    el('strong', {}, run.posted === 0 ? 'A run failed, and nothing was posted. ' : 'A run failed in part. '),
    run.reason ?? '',
    run.told === 202 ? ' The sender was told 202, accepted. ' : ` The sender was told ${run.told}. `,
    time(run.at),
  );
}

export function time(at: string): HTMLElement {
  const date = new Date(at);
  return el('time', { datetime: at, title: FULL_TIME.format(date) }, TIME.format(date));
}

/** Teams gives a card the whole column only when it asks for it. */
function isWide({ card }: PostView): boolean {
  const teams = card['msteams'];
  return typeof teams === 'object' && teams !== null && 'width' in teams && teams['width'] === 'Full';
}

function check({ findings, bytes, card }: PostView): HTMLElement {
  const count = findings.length;
  const sentence = count === 0 ? 'nothing found' : count === 1 ? '1 finding' : `${count} findings`;
  return el(
    'details',
    { class: count === 0 ? 'check' : 'check found' },
    el('summary', {}, `Strict check: ${sentence}`, el('span', { class: 'bytes' }, ` · ${size(bytes)}`)),
    ...(count === 0 ? [] : [el('ul', {}, ...findings.map(finding))]),
    el('pre', { tabindex: '0', 'aria-label': 'The card as it was sent' }, JSON.stringify(card, undefined, 2)),
  );
}

function finding({ rule, path, sentence }: PostView['findings'][number]): HTMLElement {
  return el('li', {}, el('code', {}, path === '' ? 'card' : path), ` ${sentence} `, el('em', {}, rule));
}

function size(bytes: number): string {
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB of about 28`;
}
