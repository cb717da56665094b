/** The frame of the channel page. Everything inside it is drawn by the page's script, from data. */
import { MODULE_ENDING } from '../shared/assets.ts';

/** No inline script or style; pictures of cards come from anywhere over https, as in Teams. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

export const PAGE_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Teams, simulated</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/page.css">
<script src="/assets/adaptivecards.min.js" defer></script>
<script type="module" src="/client/page${MODULE_ENDING}"></script>
</head>
<body>
<div class="app">
<nav class="rail" aria-label="Channels">
<h1>Teams <span class="tag">simulated</span></h1>
<ul id="channels"></ul>
</nav>
<main>
<header class="bar">
<h2 id="channel-name">&nbsp;</h2>
<span id="flow-state" class="pill"></span>
<span class="grow"></span>
<button id="theme" type="button" class="quiet"></button>
<button id="flow-button" type="button" class="quiet" aria-expanded="false" aria-controls="flow">Workflow</button>
</header>
<div class="stage">
<section id="posts" class="posts" aria-label="Posts" tabindex="0"></section>
<aside id="flow" class="flow" aria-label="Workflow" hidden></aside>
</div>
</main>
</div>
<noscript>This page draws the cards with a script. Allow scripts for this address.</noscript>
</body>
</html>
`;
