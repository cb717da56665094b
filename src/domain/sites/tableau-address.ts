/** What people paste as the address of their Tableau: which server, and which site on it. */

export type TableauAddress =
  | { readonly ok: true; readonly server: string; readonly contentUrl: string }
  | { readonly ok: false; readonly fault: string; readonly remedy: string };

const EXAMPLE = 'https://10ax.online.tableau.com/#/site/acme/workbooks';

/** The address line of a browser, with or without its scheme; no site in it is the Default site of a Tableau Server. */
export function readTableauAddress(pasted: string): TableauAddress {
  const text = pasted.trim();
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (text === '' || /\s/.test(text) || !URL.canParse(full))
    return faulty(
      'cannot be read as an address',
      `paste what the browser shows when you look at your site, such as ${EXAMPLE}`,
    );
  const url = new URL(full);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return faulty(`begins with ${url.protocol}`, 'it begins with https://');
  if (url.username !== '' || url.password !== '')
    return faulty('has a user name or password in it', 'leave them out; a token is asked for next');
  const contentUrl = siteIn(url);
  if (contentUrl === undefined)
    return faulty('has a site that cannot be read', 'copy it again from the browser');
  if (contentUrl !== '' || !isCloud(url.hostname)) return { ok: true, server: url.origin, contentUrl };
  return faulty(
    'names no site, and Tableau Cloud has no Default site',
    `open your site in the browser and paste the address that it shows then, such as ${EXAMPLE}`,
  );
}

/** Browsers show /#/site/acme/…; embedded views have /t/acme/…; older servers /site/acme. */
function siteIn({ hash, pathname }: URL): string | undefined {
  const raw =
    /^#\/site\/([^/?]+)/.exec(hash)?.[1] ??
    /^\/(?:#\/)?site\/([^/?]+)/.exec(pathname)?.[1] ??
    /^\/t\/([^/?]+)/.exec(pathname)?.[1] ??
    '';
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}

function isCloud(host: string): boolean {
  return /(^|\.)online\.tableau\.com$/.test(host);
}

function faulty(fault: string, remedy: string): TableauAddress {
  return { ok: false, fault, remedy };
}
