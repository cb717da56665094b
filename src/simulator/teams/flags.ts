/** What the flags of a command that starts the simulated Teams stand for. */
import type { ChannelOptions } from './records.ts';
import { readSwitch, SWITCHES, type Switches } from './switches.ts';
import type { TeamsOptions } from './teams.ts';
import { ControlMistake } from '../tableau/refusal.ts';

/** Values by their names in camel case, as commander gives them. */
export type TeamsFlagValues = {
  readonly port?: string;
  readonly host?: string;
  readonly seed?: string;
  readonly channel?: readonly string[];
  readonly switch?: readonly string[];
};

/** Throws a ControlMistake, whose message says which flag to write otherwise. */
export function teamsOptionsFrom(given: TeamsFlagValues): TeamsOptions {
  const port = given.port ?? '8380';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new ControlMistake(`--port: "${port}" is not a whole number from 0 to 65535`);
  return {
    port: Number(port),
    host: given.host ?? '127.0.0.1',
    seed: given.seed ?? '1',
    channels: (given.channel ?? ['BI operations']).map(channelNamed),
    people: [{ upn: 'ana@acme.example', name: 'Ana Costa' }],
    switches: switchesFrom(given.switch ?? []),
  };
}

function channelNamed(name: string): ChannelOptions {
  if (name.trim() === '') throw new ControlMistake('--channel: give it a name');
  return { name, template: 'classic', urlShape: 'new' };
}

function switchesFrom(texts: readonly string[]): Partial<Switches> {
  return texts.reduce<Partial<Switches>>((all, text) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw new ControlMistake(
        `--switch: write it as name=value, not "${text}"; there are ${Object.keys(SWITCHES).join(', ')}`,
      );
    const read = readSwitch(name, value);
    if ('sentence' in read) throw new ControlMistake(`--switch: ${read.sentence}`);
    return { ...all, ...read.set };
  }, {});
}
