/** What nobody outside Microsoft knows for certain: each unknown is a switch, with the likeliest value as its default. */
import { choice, flag, number, readFrom, type ValuesOf, valuesWith } from '../shared/switch.ts';

export const SWITCHES = {
  sigCheck: choice(['raw', 'decoded'], 'compare the query byte by byte, or after URL decoding'),
  charset: choice(['needed', 'ignored'], 'JSON without charset=utf-8 loses its emoji, or not'),
  retryAfter: flag(true, 'answers 429 carry Retry-After'),
  rateWindow: choice(['fixed', 'growing'], 'the window of a throttled flow; growing doubles with each 429'),
  disabledFlow: choice(['404', '400', '403', '410', '202'], 'answer of a flow that is off or deleted'),
  oldHost: choice(['on', 'reset', '410'], 'what the retired logic.azure.com addresses do'),
  connector: choice(
    ['dead', 'one', 'hidden-429'],
    'Office 365 connector addresses: dead, 200 "1", or a 429 in a 200',
  ),
  messageCard: choice(
    ['text-only', 'fails'],
    'a MessageCard is posted without its buttons, or its run fails',
  ),
  unknownMention: choice(['fails', 'plain'], 'a mention of somebody unknown fails the run, or is plain text'),
  mentions: choice(['known-people', 'own-account'], 'whom the flow bot can mention'),
  connection: choice(['valid', 'expired'], "the flow owner's connection to Teams"),
  newerVersion: choice(
    ['fallback', 'rendered'],
    'a card above version 1.5 shows its fallback text, or is tried',
  ),
  maxMessageBytes: number(28_000, 'size of a message above which its run fails'),
  connectionCallsPerMinute: number(100, 'posts in 60 s over one connection; 0 = no limit'),
  actionsPerDay: number(10_000, 'flow actions in 24 h of one owner; 0 = no limit'),
  actionsPerCard: number(4, 'flow actions that one card costs'),
  responseMs: number(0, 'time that a flow with a Response action works before it answers'),
  linkScanner: flag(false, 'each link of a post is fetched with HEAD and GET, as Safe Links does'),
};

export type SwitchName = keyof typeof SWITCHES;
export type Switches = ValuesOf<typeof SWITCHES>;

export function switchesWith(overrides: Partial<Switches>): Switches {
  return valuesWith(SWITCHES, overrides);
}

export function readSwitch(name: string, value: string): { set: Partial<Switches> } | { sentence: string } {
  return readFrom(SWITCHES, name, value);
}
