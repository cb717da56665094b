/** The questions of `init`: each answer is tried as soon as it is there; with a person at a terminal, until it passes. */
import { AppError } from '../app/errors.ts';
import { atLeast } from '../domain/sites/rest-version.ts';
import { readTableauAddress } from '../domain/sites/tableau-address.ts';
import { Cancelled, type Prompts, type SetUp, type SetUpAnswers } from './set-up.ts';

/** What came by flags, environment or standard input. */
export type GivenAnswers = {
  readonly tableau: string | undefined;
  readonly tokenName: string | undefined;
  readonly tokenSecret: string | undefined;
  readonly teamsUrl: string | undefined;
};

/** Tells how far it is: to the person, or as notes. */
type Tell = (line: string) => void;

type Place = Pick<SetUpAnswers, 'server' | 'contentUrl'>;

export async function askAll(
  setUp: SetUp,
  given: GivenAnswers,
  prompts: Prompts | undefined,
  tell: Tell,
): Promise<SetUpAnswers> {
  if (prompts === undefined) refuseGaps(given);
  const place = await askTableau(setUp, given, prompts, tell);
  const access = await askToken(setUp, place, given, prompts, tell);
  const teamsUrl = await askTeams(setUp, given, prompts, tell);
  return { ...access, teamsUrl };
}

/** All that is missing at once. */
function refuseGaps(given: GivenAnswers): void {
  const ways = {
    tableau: '--tableau ADDRESS',
    tokenName: '--token-name NAME',
    tokenSecret:
      '--token-secret-file FILE (or - for standard input), or TABDUTY_TOKEN_SECRET in the environment',
    teamsUrl: '--teams-url-file FILE (or - for standard input), or TABDUTY_TEAMS_URL in the environment',
  };
  const missing = (['tableau', 'tokenName', 'tokenSecret', 'teamsUrl'] as const).filter(
    (name) => given[name] === undefined,
  );
  if (missing.length > 0)
    throw new AppError('wrong-use', 'nobody can be asked without a terminal, and answers are missing', {
      remedy: `give ${missing.map((name) => ways[name]).join('; ')}`,
    });
}

function askTableau(
  setUp: SetUp,
  { tableau }: GivenAnswers,
  prompts: Prompts | undefined,
  tell: Tell,
): Promise<Place> {
  const ask = (p: Prompts) =>
    p.text('Address of your Tableau, as the browser shows it when you look at your site', {
      example: 'https://10ax.online.tableau.com/#/site/acme/home',
    });
  return untilItPasses(prompts, tableau, ask, async (pasted) => {
    const read = readTableauAddress(pasted);
    if (!read.ok) throw new AppError('wrong-use', `the address ${read.fault}`, { remedy: read.remedy });
    const { server, contentUrl } = read;
    const { product, restApiVersion } = await setUp.server(server);
    if (!atLeast(restApiVersion, '3.6'))
      throw new AppError(
        'wrong-use',
        `this Tableau Server speaks REST API ${restApiVersion}, which has neither personal access tokens nor webhooks (both came with 2019.4)`,
        {
          remedy:
            'write the site by hand, with login: { user, password } and intake: pull (docs/guide/configuration.md), then: tabduty config apply FILE',
        },
      );
    const version = product === undefined ? '' : `Tableau ${product}, `;
    tell(`${server} answers: ${version}REST API ${restApiVersion}; ${siteName(contentUrl)}`);
    return { server, contentUrl };
  });
}

type Access = Omit<SetUpAnswers, 'teamsUrl'>;

/** Tableau does not say what a refused sign-in is about, so that the site is asked for again as well. */
function askToken(
  setUp: SetUp,
  place: Place,
  { tokenName, tokenSecret }: GivenAnswers,
  prompts: Prompts | undefined,
  tell: Tell,
): Promise<Access> {
  let last: { readonly contentUrl: string; readonly name: string | undefined } | undefined;
  const ask = async (p: Prompts): Promise<Access> => {
    const again = last;
    const contentUrl =
      again === undefined ? place.contentUrl : await askSite(p, place.server, again.contentUrl);
    const name =
      again === undefined && tokenName !== undefined
        ? tokenName
        : await p.text('Name of a personal access token of a site administrator', {
            ...(again?.name === undefined ? {} : { initial: again.name }),
            example: 'My Account Settings → Personal Access Tokens; one that nothing else uses',
          });
    const secret =
      again === undefined && tokenSecret !== undefined ? tokenSecret : await p.secret('Secret of that token');
    return { server: place.server, contentUrl, token: { name: name.trim(), secret: secret.trim() } };
  };
  const given =
    tokenName === undefined || tokenSecret === undefined
      ? undefined
      : { ...place, token: { name: tokenName.trim(), secret: tokenSecret.trim() } };
  return untilItPasses(prompts, given, ask, async (access) => {
    last = { contentUrl: access.contentUrl, name: access.token.name };
    const { webhooks } = await setUp.site(access);
    tell(
      `signed in to ${siteName(access.contentUrl)}; the token may manage webhooks (there are ${webhooks.length})`,
    );
    return access;
  });
}

/** Only a Server has a Default site, which has no name: a full stop says that it is meant. */
async function askSite(p: Prompts, server: string, before: string): Promise<string> {
  const typed = await p.text(`Site on ${server}, as it stands after /site/ ("." is the Default site)`, {
    initial: before === '' ? '.' : before,
  });
  return typed.trim() === '.' ? '' : typed.trim();
}

function askTeams(
  setUp: SetUp,
  { teamsUrl }: GivenAnswers,
  prompts: Prompts | undefined,
  tell: Tell,
): Promise<string> {
  // It has a signature in it, so that it is a secret.
  const ask = (p: Prompts) =>
    p.secret('Address of a Teams workflow (channel → … → Workflows → "when a webhook request is received")');
  return untilItPasses(prompts, teamsUrl, ask, async (pasted) => {
    const url = await setUp.teams(pasted);
    tell('a test card was sent, and Power Automate took it');
    if (prompts === undefined || (await prompts.confirm('Is the test card in the channel?', true)))
      return url;
    throw new AppError('unreachable', 'Power Automate took the card, and it is not in the channel', {
      remedy:
        "look at the run history of the flow: its owner's connection to Teams, or the channel, may be wrong",
    });
  });
}

export function siteName(contentUrl: string): string {
  return contentUrl === '' ? 'the Default site' : `site ${contentUrl}`;
}

/** What was given is tried first. Without a person its fault is the end; a person hears it and is asked again. */
export async function untilItPasses<A, B>(
  prompts: Prompts | undefined,
  given: A | undefined,
  ask: (prompts: Prompts) => Promise<A>,
  check: (answer: A) => Promise<B>,
): Promise<B> {
  let next = given;
  for (;;) {
    const answer = next ?? (prompts && (await ask(prompts)));
    if (answer === undefined) throw new AppError('wrong-use', 'an answer is missing');
    next = undefined;
    try {
      return await check(answer);
    } catch (error) {
      if (!(error instanceof AppError) || prompts === undefined || error instanceof Cancelled) throw error;
      prompts.bad(`${error.message}${error.remedy === undefined ? '' : ` → ${error.remedy}`}`);
    }
  }
}
