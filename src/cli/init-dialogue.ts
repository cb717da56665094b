/** The questions of `init`: each answer is tried as soon as it is there; with a person at a terminal, until it passes. */
import { AppError } from '../app/errors.ts';
import { atLeast } from '../domain/sites/rest-version.ts';
import { readTableauAddress } from '../domain/sites/tableau-address.ts';
import type { SignInBy } from '../app/upkeep/try-connections.ts';
import { Cancelled, type Prompts, type SetUp, type SetUpAnswers } from './set-up.ts';

/** What came by flags, environment or standard input. */
export type GivenAnswers = {
  readonly tableau: string | undefined;
  readonly tokenName: string | undefined;
  readonly tokenSecret: string | undefined;
  readonly loginUser: string | undefined;
  readonly loginPassword: string | undefined;
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
  const access = await askSignIn(setUp, place, given, prompts, tell);
  const teamsUrl = await askTeams(setUp, given, prompts, tell);
  return { ...access, teamsUrl };
}

/** All that is missing at once. Which sign-in is needed the server says; one of both must be there. */
function refuseGaps(given: GivenAnswers): void {
  const byLogin = given.loginUser !== undefined || given.loginPassword !== undefined;
  const missing = [
    ...(given.tableau === undefined ? ['--tableau ADDRESS'] : []),
    ...gapsOf(byLogin ? 'login' : 'pat', given),
    ...(given.teamsUrl === undefined
      ? ['--teams-url-file FILE (or - for standard input), or TABDUTY_TEAMS_URL in the environment']
      : []),
  ];
  if (missing.length > 0) throw unanswered(missing);
}

function gapsOf(kind: SignInBy['kind'], given: GivenAnswers): readonly string[] {
  const { flags, name, secret } = SIGN_INS[kind];
  return [
    ...(given[name] === undefined ? [flags.name] : []),
    ...(given[secret] === undefined ? [flags.secret] : []),
  ];
}

function unanswered(missing: readonly string[]): AppError {
  return new AppError('wrong-use', 'nobody can be asked without a terminal, and answers are missing', {
    remedy: `give ${missing.join('; ')}`,
  });
}

type Found = Place & { readonly kind: SignInBy['kind'] };

function askTableau(
  setUp: SetUp,
  { tableau }: GivenAnswers,
  prompts: Prompts | undefined,
  tell: Tell,
): Promise<Found> {
  const ask = (p: Prompts) =>
    p.text('Address of your Tableau, as the browser shows it when you look at your site', {
      example: 'https://10ax.online.tableau.com/#/site/acme/home',
    });
  return untilItPasses(prompts, tableau, ask, async (pasted) => {
    const read = readTableauAddress(pasted);
    if (!read.ok) throw new AppError('wrong-use', `the address ${read.fault}`, { remedy: read.remedy });
    const { server, contentUrl } = read;
    const { product, restApiVersion } = await setUp.server(server);
    const version = product === undefined ? '' : `Tableau ${product}, `;
    tell(`${server} answers: ${version}REST API ${restApiVersion}; ${siteName(contentUrl)}`);
    const hasTokens = atLeast(restApiVersion, '3.6');
    if (!hasTokens)
      tell(
        'it has neither personal access tokens nor webhooks (both came with 2019.4): a person signs in, and it is asked for what failed',
      );
    return { server, contentUrl, kind: hasTokens ? 'pat' : 'login' };
  });
}

const SIGN_INS = {
  pat: {
    name: 'tokenName',
    secret: 'tokenSecret',
    flags: {
      name: '--token-name NAME',
      secret:
        '--token-secret-file FILE (or - for standard input), or TABDUTY_TOKEN_SECRET in the environment',
    },
    nameQuestion: 'Name of a personal access token of a site administrator',
    example: 'My Account Settings → Personal Access Tokens; one that nothing else uses',
    secretQuestion: 'Secret of that token',
  },
  login: {
    name: 'loginUser',
    secret: 'loginPassword',
    flags: {
      name: '--login-user NAME',
      secret:
        '--login-password-file FILE (or - for standard input), or TABDUTY_LOGIN_PASSWORD in the environment',
    },
    nameQuestion: 'User name of an administrator of the site',
    example: 'one whose password does not end soon',
    secretQuestion: 'Password of that user',
  },
} as const;

type Access = Omit<SetUpAnswers, 'teamsUrl'>;

/** Tableau does not say what a refused sign-in is about, so that the site is asked for again as well. */
function askSignIn(
  setUp: SetUp,
  { kind, server, ...place }: Found,
  answers: GivenAnswers,
  prompts: Prompts | undefined,
  tell: Tell,
): Promise<Access> {
  const words = SIGN_INS[kind];
  const { [words.name]: givenName, [words.secret]: givenSecret } = answers;
  if (prompts === undefined && gapsOf(kind, answers).length > 0) throw unanswered(gapsOf(kind, answers));
  const accessOf = (contentUrl: string, name: string, secret: string): Access => ({
    ...{ server, contentUrl },
    signIn: { kind, name: name.trim(), secret: secret.trim() },
  });
  let last: { readonly contentUrl: string; readonly name: string | undefined } | undefined;
  const ask = async (p: Prompts): Promise<Access> => {
    const again = last;
    const contentUrl = again === undefined ? place.contentUrl : await askSite(p, server, again.contentUrl);
    const name =
      again === undefined && givenName !== undefined
        ? givenName
        : await p.text(words.nameQuestion, {
            ...(again?.name === undefined ? {} : { initial: again.name }),
            example: words.example,
          });
    const secret =
      again === undefined && givenSecret !== undefined ? givenSecret : await p.secret(words.secretQuestion);
    return accessOf(contentUrl, name, secret);
  };
  const given =
    givenName === undefined || givenSecret === undefined
      ? undefined
      : accessOf(place.contentUrl, givenName, givenSecret);
  return untilItPasses(prompts, given, ask, async (access) => {
    last = { contentUrl: access.contentUrl, name: access.signIn.name };
    const { webhooks } = await setUp.site(access);
    const may =
      webhooks === undefined
        ? `${access.signIn.name} may see its jobs`
        : `the token may manage webhooks (there are ${webhooks})`;
    tell(`signed in to ${siteName(access.contentUrl)}; ${may}`);
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
