/** The buttons of an alert's page: one plain form, each button a deed. What would do nothing is not offered. */
import { wakeZone } from '../app/hand/act-on-link.ts';
import { firingOf, type OpenedLink } from '../app/hand/open-link.ts';
import { callsOf } from '../domain/paging/escalation.ts';
import type { Policy } from '../domain/policy.ts';
import { html } from './page-html.ts';

export function alertForm(link: OpenedLink, policy: Policy): string {
  const count = firingOf(link).length;
  const isMany = link.others.length > 0;
  const what = isMany ? ` all ${link.others.length + 1}` : count === 1 ? '' : ` these ${count}`;
  const person = link.person === undefined ? undefined : policy.people.get(link.person);
  const known = person?.name ?? link.mailedTo;
  const isDrill = link.group.settings.drill !== undefined;
  const canEscalate = callsOf(link.escalation?.policy).length > 0;
  return [
    '<form method="post" action="?">',
    `<input type="hidden" name="from" value="${link.escalation?.next ?? 0}">`,
    known === undefined ? whoField(policy) : `<p>You are ${html(known)}.</p>`,
    `<button class="main" name="act" value="ack">Acknowledge${what}</button>`,
    isDrill || (known !== undefined && (person?.ways ?? []).length === 0)
      ? ''
      : wakeField(known !== undefined, wakeZone(person, link)),
    isDrill || isMany ? '' : passField(link),
    canEscalate && !isMany ? '<button name="act" value="escalate">Escalate now</button>' : '',
    isDrill || isMany ? '' : silenceField(),
    '</form>',
  ].join('');
}

/** A channel's link is anybody's: what is said here is recorded as said. */
function whoField(policy: Policy): string {
  const people = [...policy.people.values()].filter((p) => p.active);
  const options = people.map((p) => `<option value="${html(p.slug)}">${html(p.name)}</option>`);
  const choice =
    people.length === 0
      ? ''
      : `<label>Who are you? <select name="who"><option value="">choose, or write your name below</option>${options.join('')}</select></label>`;
  const label = people.length === 0 ? 'Who are you?' : 'Somebody else:';
  return `<fieldset>${choice}<label>${label} <input name="other" maxlength="60" autocomplete="name"></label></fieldset>`;
}

/** Where nobody can be asked, the page says why: whoever runs Tabduty can mend it. */
function passField({ owner, mailedTo, person }: OpenedLink): string {
  switch (owner.kind) {
    case 'person':
      if (owner.person.slug === person) return '';
      return `<button name="act" value="pass">Pass to ${html(owner.person.name)}, the owner</button>`;
    case 'mail':
      return owner.address === mailedTo
        ? ''
        : `<button name="act" value="pass">Pass to ${html(owner.address)}, the owner</button>`;
    case 'none':
      return `<p><small>It cannot be passed to its owner: ${html(owner.why)}.</small></p>`;
  }
}

function silenceField(): string {
  return [
    '<fieldset><legend>Tell nobody of it</legend><label>for <select name="hours"><option value="1">1 hour</option>',
    '<option value="8">8 hours</option></select></label><button name="act" value="silence">Silence</button></fieldset>',
  ].join('');
}

/** Somebody half awake must not have to guess whose half past six it is. */
function wakeField(isKnown: boolean, zone: string): string {
  const clock = isKnown ? html(zone) : `in your time zone, else ${html(zone)}`;
  return `<fieldset><legend>Only if it still fails then</legend><label>at (${clock}) <input type="time" name="at" value="06:30"></label><button name="act" value="wake">Wake me then</button></fieldset>`;
}
