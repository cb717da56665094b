/** Draws a card with Microsoft's renderer, held to what Teams does with cards from a webhook. */
import type * as Renderer from 'adaptivecards';
import type { PostView } from '../page-data.ts';
import { hostConfig, type Theme } from './host-config.ts';
import { isSafeLink, markdownToHtml } from './markdown.ts';
import { fallbackCard, prepareCard } from './prepare-card.ts';

/** What a press of a button comes to; `undefined` is nothing to say. */
export type Pressed = (sentence: string | undefined) => void;

/** The script of the page's head brings it as a global. */
const renderer = (globalThis as unknown as { AdaptiveCards: typeof Renderer }).AdaptiveCards;

export function setUpRenderer(): void {
  renderer.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdownToHtml(text);
    result.didProcess = true;
  };
  renderer.GlobalSettings.setTabIndexAtCardRoot = false;
  // Teams plays no media, and knows nothing above version 1.5.
  for (const name of ['Media', 'Carousel']) renderer.GlobalRegistry.elements.unregister(name);
}

export function renderCard(post: PostView, theme: Theme, pressed: Pressed): HTMLElement {
  const card = new renderer.AdaptiveCard();
  card.hostConfig = new renderer.HostConfig(hostConfig(theme));
  card.onExecuteAction = (action) => press(action, pressed);
  const shown = post.asFallback ? fallbackCard(post.card) : prepareCard(post.card, post.mentions);
  card.parse(shown, new renderer.SerializationContext(renderer.Versions.v1_5));
  const drawn = card.render();
  if (drawn !== undefined) return drawn;
  const nothing = document.createElement('p');
  nothing.className = 'note';
  nothing.textContent = 'Teams shows an empty message for this card.';
  return nothing;
}

function press(action: Renderer.Action, pressed: Pressed): void {
  if (!(action instanceof renderer.OpenUrlAction)) {
    pressed('Something went wrong, please try again.');
    return;
  }
  const url = action.url ?? '';
  if (isSafeLink(url)) {
    window.open(url, '_blank', 'noopener,noreferrer');
    pressed(undefined);
  } else pressed(`Teams does not open this address: ${url}`);
}
