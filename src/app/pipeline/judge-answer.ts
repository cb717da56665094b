/** Who answered at the public address: this installation, another one, or something in front of it. */
import { type Finding, finding } from '../upkeep/finding.ts';
import type { AnswerSight } from '../ports/doctor.ts';

type Answer = Extract<AnswerSight, { kind: 'answer' }>;

/** `proof` is what only this installation answers to the nonce that was sent. */
export function judgeGet(answer: AnswerSight, proof: string): Finding {
  const check = 'healthz';
  if (answer.kind === 'failed') return silent(check, answer.detail);
  if (answer.status === 200 && answer.body.startsWith('tabduty ok')) {
    if (answer.body.includes(`proof ${proof}`)) return finding(check, 'ok', 'this installation answers');
    return finding(
      check,
      'fault',
      'a Tabduty answers there, and it is not this installation',
      'another one, an older version, or one with another key: point the proxy to this one, or correct --public-url',
    );
  }
  return judgeStranger(check, answer);
}

/** Tabduty says 404 to a hook that does not exist, in its own words. */
export function judgePost(answer: AnswerSight): Finding {
  const check = 'POST';
  if (answer.kind === 'failed') return silent(check, answer.detail);
  const ours = answer.status === 404 && typeOf(answer) === 'application/problem+json';
  if (ours) return finding(check, 'ok', 'calls are let through to /hooks/');
  // Tabduty's own word for a POST to anything but a hook.
  if (answer.status === 405 && typeOf(answer) === 'application/problem+json')
    return finding(
      check,
      'fault',
      'calls arrive here under another path',
      'the proxy changes the path: compare its rules with the path of --public-url',
    );
  if (answer.status === 405 || answer.status === 413)
    return finding(
      check,
      'fault',
      `what stands in front refuses POST (HTTP ${answer.status}${by(answer)})`,
      'let it pass POST to /hooks/ with bodies up to 256 KiB',
    );
  return judgeStranger(check, answer);
}

function judgeStranger(check: string, answer: Answer): Finding {
  const { status, headers } = answer;
  const say = (text: string, remedy: string) => finding(check, 'fault', text, remedy);
  if (status >= 300 && status < 400) {
    const to = whither(headers['location']);
    if (LOGIN.test(headers['location'] ?? ''))
      return say(`it sends callers to a login at ${to} (HTTP ${status})`, NO_LOGIN);
    return say(
      `it redirects to ${to} (HTTP ${status}), and Tableau may not follow`,
      'set --public-url to the address that answers itself, or take the redirect out',
    );
  }
  if (status === 401 || status === 403)
    return say(
      `it refuses strangers (HTTP ${status}${by(answer)}): a login or a firewall stands in front`,
      NO_LOGIN,
    );
  if (status === 502 || status === 503 || status === 504)
    return say(
      `a proxy answers by itself (HTTP ${status}${by(answer)}): it does not reach Tabduty`,
      'let it forward to the address of --public-listen, and see that a firewall or a container network does not lie between',
    );
  if (status === 429)
    return say(`it asks to come less often (HTTP 429${by(answer)})`, 'take rate limits off /hooks/');
  if (isPage(answer) && LOGIN_PAGE.test(answer.body))
    return say(`a login page answers (HTTP ${status}${by(answer)})`, NO_LOGIN);
  if (status === 404)
    return say(
      `something answers that knows no such path (HTTP 404${by(answer)})`,
      'the wrong service, or a proxy that does not pass the path on: compare its rules with --public-url',
    );
  return say(
    `${isPage(answer) ? 'a web page' : 'something else than Tabduty'} answers (HTTP ${status}${by(answer)})`,
    'the wrong service is behind that address: let the proxy forward to the address of --public-listen',
  );
}

function silent(check: string, detail: string): Finding {
  return finding(
    check,
    'fault',
    `the connection is taken, and no answer comes: ${detail}`,
    'look at the log of the proxy or tunnel, and whether it reaches the address of --public-listen',
  );
}

const LOGIN = /log-?in|sign-?in|\bsso\b|saml|oauth|auth|okta\.|cloudflareaccess|microsoftonline/i;
const LOGIN_PAGE = /type=["']?password|log ?in|sign ?in|single sign-on|\bSSO\b|SAMLRequest/i;
const NO_LOGIN =
  'Tableau cannot log in anywhere: let /hooks/ and /healthz pass without one, they have their own keys';

function typeOf({ headers }: Answer): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function isPage(answer: Answer): boolean {
  return typeOf(answer) === 'text/html' || /^\s*<(!doctype|html)/i.test(answer.body);
}

/** Who it says it is, which may be anything. */
function by({ headers }: Answer): string {
  const server = headers['server']?.slice(0, 40).trim();
  return server === undefined || server === '' ? '' : `, from ${server}`;
}

/** Origin and path; what follows may hold a session. */
function whither(location: string | undefined): string {
  if (location === undefined) return 'nowhere';
  return (location.split(/[?#]/)[0] ?? '').slice(0, 200);
}
