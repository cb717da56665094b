/** The frame of the page. Everything inside it is drawn by the page's script, from data. */
import { MODULE_ENDING } from '../shared/assets.ts';
import { REASONS } from './reasons.ts';

export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

const REASON_OPTIONS = REASONS.map((reason) => `<option value="${reason}">${reason}</option>`).join('');

export const PAGE_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tableau, simulated</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/page.css">
<script type="module" src="/client/page${MODULE_ENDING}"></script>
</head>
<body>
<header>
<h1>Tableau <span class="tag">simulated</span></h1>
<p id="summary" role="status">&nbsp;</p>
<p id="trouble" class="trouble" role="alert" hidden></p>
</header>
<div class="columns">
<main>
<h2>Content</h2>
<div class="tools">
<label>Find <input id="find" type="search" placeholder="name, project or owner"></label>
<label>Show <select id="show">
<option value="all">everything</option><option value="failing">what fails</option><option value="running">what runs</option>
</select></label>
<label>Fail with <select id="reason">${REASON_OPTIONS}</select></label>
<label>Copies <input id="copies" type="number" min="1" max="100" value="1"></label>
</div>
<p id="everything" hidden>You came by a link to one item. <a href="#">Show everything</a></p>
<ul id="content" class="rows"></ul>
</main>
<aside>
<section aria-labelledby="cause-title"><h2 id="cause-title">Cause trouble</h2><div id="cause" class="buttons"></div></section>
<section aria-labelledby="webhooks-title"><h2 id="webhooks-title">Webhooks</h2><ul id="webhooks" class="rows"></ul></section>
<section aria-labelledby="deliveries-title"><h2 id="deliveries-title">Deliveries</h2><ul id="deliveries" class="rows"></ul></section>
<section aria-labelledby="calls-title"><h2 id="calls-title">REST calls</h2><ul id="calls" class="rows"></ul></section>
<section aria-labelledby="pats-title"><h2 id="pats-title">Access tokens</h2><ul id="pats" class="rows"></ul></section>
<details id="switches"><summary>Switches: what nobody outside Tableau knows for certain</summary><div id="switch-list"></div></details>
</aside>
</div>
<noscript>This page is drawn by a script. Allow scripts for this address.</noscript>
</body>
</html>
`;
