/** What a press of a button on an alert's page does: read strictly, done by the use case, answered by a page to go to. */
import type { IncomingMessage } from 'node:http';
import { type ActDeps, actOnLink, type LinkAct, type Pressed } from '../app/hand/act-on-link.ts';
import { AppError } from '../app/errors.ts';
import { alertPage, type Notice, type Page, type PageDeps } from './alert-page.ts';

/** `location` instead of a body: a reload of the page that follows sends nothing again. */
export type Posted = Page | { readonly status: 303; readonly location: string };

const MOST_BYTES = 8 * 1024;
const ACTS: readonly LinkAct[] = ['ack', 'wake', 'pass', 'escalate', 'silence'];

/** Shown after a deed; the page itself says how it stands now. */
const SAID: Readonly<Record<LinkAct, string>> = {
  ack: 'Acknowledged: nobody else is woken for this.',
  wake: 'Noted: you are woken at that time only if it still fails.',
  pass: 'Passed on, with the reason and the link.',
  escalate: 'Escalated: whoever is next has been called.',
  silence: 'Silenced: nobody is told of these until then.',
};

export function noticeOf(query: string): Notice | undefined {
  const did = ACTS.find((act) => act === new URLSearchParams(query).get('did'));
  return did === undefined ? undefined : { kind: 'said', text: SAID[did] };
}

export async function postAlert(
  deps: ActDeps & PageDeps,
  token: string,
  request: IncomingMessage,
  remote: string,
): Promise<Posted> {
  const form = await readForm(request);
  if (typeof form === 'string') return alertPage(deps, token, { kind: 'wrong', text: form });
  try {
    const pressed = pressedIn(form, remote);
    const isOpen = await actOnLink(deps, token, pressed);
    if (!isOpen) return alertPage(deps, token);
    return { status: 303, location: `${token}?did=${pressed.act}` };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const text = error.remedy === undefined ? error.message : `${error.message}: ${error.remedy}`;
    return alertPage(deps, token, { kind: 'wrong', text });
  }
}

/** The fields, or why they are not taken. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | string> {
  // Browsers say where a form stood; one of another site has no business here.
  const site = request.headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site')
    return 'This was sent by another page, and nothing was done';
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? ''))
    return 'This was not sent by the buttons of this page, and nothing was done';
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) return 'That is too long';
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}

function pressedIn(form: URLSearchParams, remote: string): Pressed {
  const act = ACTS.find((known) => known === form.get('act'));
  if (act === undefined) throw new AppError('wrong-use', 'Nothing was pressed');
  const whole = (name: string) => {
    const text = form.get(name) ?? '';
    return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
  };
  return {
    act,
    who: form.get('who') || form.get('other') || undefined,
    at: form.get('at') ?? undefined,
    hours: whole('hours'),
    from: whole('from'),
    remote,
  };
}
