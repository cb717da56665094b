/** The shell of the pages that people open: no scripts, one style sheet, readable on a phone. */
import { createHash } from 'node:crypto';

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{margin:0 auto;max-width:44rem;padding:1rem}
h1,h2{overflow-wrap:anywhere;line-height:1.25}h1{font-size:1.4rem}h2{font-size:1.1rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}
dt{opacity:.75}dd{margin:0;overflow-wrap:anywhere}ol{padding-left:2.4rem}li{margin:.4rem 0;overflow-wrap:anywhere}
form{display:grid;gap:.75rem;margin:1rem 0}fieldset{border:1px solid #8888;border-radius:.5rem;display:grid;gap:.5rem;margin:0;padding:.75rem}
button,input,select{box-sizing:border-box;font:inherit;min-height:2.9rem;padding:.3rem .6rem;width:100%;border:1px solid #888;border-radius:.4rem}
button{cursor:pointer;font-weight:600}button.main{background:#0a5dc2;border-color:#0a5dc2;color:#fff}
.said{border-left:.3rem solid #0a7d33;padding:.4rem .8rem}.wrong{border-left:.3rem solid #c22;padding:.4rem .8rem}summary{cursor:pointer;padding:.4rem 0}`;

/** The policy of the pages allows this one style sheet by its hash, and nothing else. */
export const STYLE_HASH: string = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;

/** `title` is text; `body` is HTML whose texts were escaped. With `refresh` the browser asks again after so many seconds. */
export function htmlPage(title: string, body: string, refresh?: number): string {
  const again = refresh === undefined ? '' : `<meta http-equiv="refresh" content="${refresh}">`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">${again}<title>${html(title)}</title><style>${STYLE}</style></head><body><h1>${html(title)}</h1>${body}</body></html>`;
}

/** The one escape of these pages. Characters that turn the reading direction are taken out. */
export function html(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ')
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
