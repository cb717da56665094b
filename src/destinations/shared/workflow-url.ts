/** Addresses of Power Automate flows: what people paste, checked, with the way out when it cannot work. */
import { z } from 'zod';
import { laneName } from './lane-name.ts';

/** A pasted address is taken as it is but for `&amp;`; its query is never written anew, the signature covers it. */
export const workflowUrl = z
  .string()
  .trim()
  .max(4000)
  .overwrite((text) => text.replaceAll('&amp;', '&'))
  .superRefine((text, context) => {
    const fault = faultOf(text);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  });

function faultOf(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be the whole address that the flow shows, beginning with https://';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return 'must begin with https:// (flow addresses do)';
  if (url.hostname.endsWith('.webhook.office.com') || url.hostname === 'outlook.office.com')
    return 'is an Office 365 connector, which Microsoft has retired; make a flow "When a Teams webhook request is received" and paste its address';
  if (url.hash !== '') return 'must not have a # part; copy the address again from the flow';
  if (/\s/.test(text)) return 'has a blank or line break in it; copy it again in one piece';
  if (url.username !== '' || url.password !== '') return 'must not have a user name or password in it';
  if ((url.searchParams.get('sig') ?? '') === '')
    return 'has no "sig" part: set "Who can trigger the flow" to "Anyone" in the flow\'s trigger, save, and copy the address again';
  return undefined;
}

/** Stable, and says nothing of the signature: host and workflow id. */
export function laneOfWorkflow(text: string): string {
  const url = new URL(text);
  const workflow = /\/workflows\/([^/]+)/.exec(url.pathname)?.[1] ?? url.pathname;
  return laneName(`${url.host}/${workflow}`);
}

export function describeWorkflow(text: string): string {
  return new URL(text).host;
}
