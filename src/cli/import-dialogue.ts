/** The questions of `import-postman`: which site, with a token of its own, and whether to begin in shadow mode. */
import { findSite, importSite } from '../api/import.ts';
import type { AnswerOf, Api } from '../api/endpoint.ts';
import { AppError } from '../app/errors.ts';
import type { PostmanEnvironment } from '../config/postman-environment.ts';
import { readTableauAddress } from '../domain/sites/tableau-address.ts';
import { siteName, untilItPasses } from './init-dialogue.ts';
import { Cancelled, type Prompts } from './set-up.ts';

export type GivenToken = { readonly name: string | undefined; readonly secret: string | undefined };

type Token = { readonly name: string; readonly secret: string };

type Place = { readonly server: string; readonly contentUrl: string };

export type Preview = AnswerOf<typeof importSite>;

type Asking = {
  readonly api: Api;
  readonly environment: PostmanEnvironment;
  readonly prompts: Prompts | undefined;
  readonly tell: (line: string) => void;
  readonly warn: (line: string) => void;
};

const ADDRESS = {
  question: 'Address of your Tableau, as the browser shows it when you look at your site',
  example: 'https://10ax.online.tableau.com/#/site/acme/home',
};

export function askPlace(
  { environment, prompts, tell, warn }: Asking,
  address: string | undefined,
): Promise<Place> {
  for (const remark of address === undefined ? environment.remarks : []) warn(remark);
  if (prompts === undefined && address === undefined && environment.address === undefined)
    throw new AppError('wrong-use', 'the environment does not say where Tableau is', {
      remedy: `give --tableau ${ADDRESS.example}`,
    });
  const ask = (p: Prompts) => p.text(ADDRESS.question, { example: ADDRESS.example });
  return untilItPasses(prompts, address ?? environment.address, ask, async (text) => {
    const read = readTableauAddress(text);
    if (!read.ok)
      throw new AppError('wrong-use', `the address of Tableau ${read.fault}`, {
        remedy: `${read.remedy}; without a terminal give it with --tableau`,
      });
    const { server, contentUrl } = read;
    tell(`it is ${siteName(contentUrl)} on ${server}`);
    return { server, contentUrl };
  });
}

/** Signs in and looks at the webhooks; nothing is changed. */
export async function askToken(
  asking: Asking,
  place: Place,
  given: GivenToken,
): Promise<{ readonly token: Token | undefined; readonly preview: Preview }> {
  const { api, prompts, tell } = asking;
  const look = (token: Token | undefined) => api.call(importSite, { ...place, token, dryRun: true });
  const known = await api.call(findSite, place);
  if (known.tokenName !== undefined) {
    tell(`the configuration has it as ${known.site}, with token ${known.tokenName}: no other one is needed`);
    return { token: undefined, preview: await look(undefined) };
  }
  const whole = tokenOf(given, prompts === undefined);
  let { name: last, secret: offered } = given;
  const ask = async (p: Prompts) => ({
    name: await p.text('Name of a personal access token of a site administrator, which nothing else uses', {
      ...(last === undefined ? {} : { initial: last }),
      example: 'My Account Settings → Personal Access Tokens → tabduty',
    }),
    secret: offered ?? (await p.secret('Secret of that token')),
  });
  return untilItPasses(prompts, whole, ask, async ({ name, secret }) => {
    const token = { name: name.trim(), secret: secret.trim() };
    // One that was refused is asked for again.
    [last, offered] = [token.name, undefined];
    await refuseShared(asking, token.name);
    const preview = await look(token);
    tell(`signed in as an administrator of ${siteName(place.contentUrl)}`);
    return { token, preview };
  });
}

function tokenOf({ name, secret }: GivenToken, mustBe: boolean): Token | undefined {
  if (name !== undefined && secret !== undefined) return { name, secret };
  if (!mustBe) return undefined;
  throw new AppError('wrong-use', 'nobody can be asked without a terminal, and a token is missing', {
    remedy:
      'make one in Tableau that nothing else uses, and give --token-name NAME and --token-secret-file FILE (or TABDUTY_TOKEN_SECRET in the environment)',
  });
}

async function refuseShared({ environment, prompts, warn }: Asking, name: string): Promise<void> {
  if (!environment.tokenNames.includes(name)) return;
  const sentence = `the environment signs in with ${name} too: each sign-in there ends the session here, and the other way round`;
  if (prompts === undefined) return warn(`${sentence}; make a token of its own for Tabduty`);
  if (!(await prompts.confirm(`${sentence}. Use it all the same?`, false)))
    throw new AppError('wrong-use', 'another token is needed', {
      remedy: 'make one in Tableau: My Account Settings → Personal Access Tokens',
    });
}

/** Begin without sending, unless the command or the person says otherwise. */
export async function askShadow({ prompts }: Asking, { flows }: Preview, sendNow: boolean): Promise<boolean> {
  const isNew = flows.some(({ isKnown }) => !isKnown);
  if (sendNow || prompts === undefined || !isNew) return !sendNow;
  return prompts.confirm(
    'Begin in shadow mode? Messages to these flows are made and kept, and sent nowhere, until you have compared them',
    true,
  );
}

export async function mayWrite({ prompts }: Asking): Promise<void> {
  if (prompts === undefined) return;
  if (!(await prompts.confirm('Take this over? In Tableau nothing is changed yet', true)))
    throw new Cancelled('nothing was changed');
}
