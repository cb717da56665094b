/** The channel page: the channels at the left, posts as they come, the workflow at the right. */
import type { ChannelContent, ChannelView, RunView, StateView } from '../page-data.ts';
import { byId, el, getJson } from '../../shared/client/dom.ts';
import { addressElement, flowElements } from './flow-view.ts';
import type { Theme } from './host-config.ts';
import { failedRunElement, postElement } from './post-view.ts';
import { setUpRenderer } from './render-card.ts';

const slug = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const posts = byId('posts');
const flow = byId('flow');
/** Newest post that was looked at, by channel. */
const read = new Map<string, string | undefined>();
let theme: Theme = firstTheme();
let loading: Promise<void> | undefined;
let again = false;

setUpRenderer();
showTheme();
byId('theme').addEventListener('click', () => {
  theme = theme === 'light' ? 'dark' : 'light';
  remember(theme);
  showTheme();
  posts.replaceChildren();
  refresh();
});
byId('flow-button').addEventListener('click', () => {
  flow.hidden = !flow.hidden;
  byId('flow-button').setAttribute('aria-expanded', String(!flow.hidden));
});
const events = new EventSource('/_sim/events');
events.addEventListener('message', refresh);
// After a restart of the simulator the stream comes back, with a state that may be another one.
events.addEventListener('open', refresh);
events.addEventListener('error', () =>
  say('The simulator does not answer. Start it again: this page then goes on.'),
);

refresh();

/** Changes that come while one load runs are served by one more load after it. */
function refresh(): void {
  if (loading !== undefined) {
    again = true;
    return;
  }
  loading = load()
    .catch((error: unknown) => say(String(error)))
    .finally(() => {
      loading = undefined;
      if (again) {
        again = false;
        refresh();
      }
    });
}

async function load(): Promise<void> {
  const [state, content] = await Promise.all([
    getJson<StateView>('/_sim/state'),
    getJson<ChannelContent>(`/_sim/channels/${encodeURIComponent(slug)}`),
  ]);
  const channel = state.channels.find((one) => one.slug === slug);
  if (channel === undefined) return;
  showChannels(state.channels);
  byId('channel-name').textContent = channel.name;
  document.title = `${channel.name} · Teams, simulated`;
  const pill = byId('flow-state');
  pill.textContent = channel.state === 'on' ? 'Workflow on' : `Workflow ${channel.state}`;
  pill.className = channel.state === 'on' ? 'pill on' : 'pill off';
  showPosts(channel, content);
  flow.replaceChildren(...flowElements(channel, content, state, (error) => say(String(error))));
}

function showChannels(channels: readonly ChannelView[]): void {
  byId('channels').replaceChildren(
    ...channels.map((channel) => {
      if (channel.slug === slug || !read.has(channel.slug)) read.set(channel.slug, channel.newest);
      const unread = read.get(channel.slug) !== channel.newest;
      const current = channel.slug === slug ? { 'aria-current': 'page' } : {};
      return el(
        'li',
        {},
        el(
          'a',
          { href: `/channels/${channel.slug}`, class: unread ? 'unread' : '', ...current },
          el('span', { class: 'hash', 'aria-hidden': 'true' }, '#'),
          channel.name,
          ...(channel.privateChannel ? [el('span', { class: 'aside' }, 'private')] : []),
          ...(unread ? [el('span', { class: 'new' }, 'new')] : []),
        ),
      );
    }),
  );
}

/** Adds what is new and leaves the rest as it is, so that opened parts of older posts stay open. */
function showPosts(channel: ChannelView, content: ChannelContent): void {
  const failed = content.runs.filter((run) => run.outcome === 'Failed');
  const wanted = [
    ...content.posts.map((post) => ({ id: post.id, at: post.at, draw: () => postElement(post, theme) })),
    ...failed.map((run: RunView) => ({ id: run.id, at: run.at, draw: () => failedRunElement(run) })),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const atEnd = posts.scrollHeight - posts.scrollTop - posts.clientHeight < 80;
  const there = new Map([...posts.children].map((child) => [child.getAttribute('data-id'), child]));
  const children = wanted.map(({ id, draw }) => there.get(id) ?? draw());
  // Moving a node closes nothing but drops the focus: nodes that are in place stay untouched.
  const same = children.every((child, index) => posts.children[index] === child);
  if (children.length === 0) posts.replaceChildren(emptyElement(channel));
  else if (!same || posts.children.length > children.length) posts.replaceChildren(...children);
  if (atEnd) posts.scrollTop = posts.scrollHeight;
}

function emptyElement(channel: ChannelView): HTMLElement {
  const lead =
    channel.kind === 'http-request'
      ? 'Give this address to Tableau as a webhook, or send it any JSON.'
      : 'Put this address into a receiver of Tabduty as teams: { url: … }, and send it a test.';
  return el(
    'div',
    { class: 'empty', 'data-id': 'empty' },
    el('h3', {}, `Nothing in ${channel.name} yet`),
    el('p', {}, `${lead} Posts appear here by themselves.`),
    addressElement(channel.address),
  );
}

function say(sentence: string): void {
  const pill = byId('flow-state');
  pill.textContent = sentence;
  pill.className = 'pill off';
}

function showTheme(): void {
  document.documentElement.dataset['theme'] = theme;
  byId('theme').textContent = theme === 'light' ? 'Dark' : 'Light';
  byId('theme').setAttribute('aria-label', theme === 'light' ? 'Use dark colours' : 'Use light colours');
}

function firstTheme(): Theme {
  const kept = remembered();
  if (kept === 'light' || kept === 'dark') return kept;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Browsers may forbid storage; the choice then lasts as long as the page. */
function remembered(): string | null {
  try {
    return localStorage.getItem('theme');
  } catch {
    return null;
  }
}

function remember(chosen: Theme): void {
  try {
    localStorage.setItem('theme', chosen);
  } catch {
    // Nothing to do: see above.
  }
}
