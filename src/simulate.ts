/** Runs one of the simulators for a person who practises, until told to end. */
import { AppError } from './app/errors.ts';
import type { SimulateSettings } from './cli/faces.ts';
import type { Started } from './cli/print-started.ts';
import { startProviders } from './simulator/providers/all.ts';
import { teamsOptionsFrom } from './simulator/teams/flags.ts';
import { startTeamsSimulator } from './simulator/teams/teams.ts';
import { tableauOptionsFrom } from './simulator/tableau/flags.ts';
import { ControlMistake } from './simulator/tableau/refusal.ts';
import { startTableauSimulator } from './simulator/tableau/tableau.ts';

export type Simulation = Started & { close(): Promise<void> };

export async function startSimulation(
  which: 'tableau' | 'teams' | 'providers',
  settings: SimulateSettings,
): Promise<Simulation> {
  try {
    return await { tableau, teams, providers }[which](settings);
  } catch (error) {
    throw mendable(error);
  }
}

async function tableau(settings: SimulateSettings): Promise<Simulation> {
  const options = tableauOptionsFrom(settings);
  const simulator = await startTableauSimulator(options);
  const tokens = options.pats.map(({ name, secret }) => `Token    name ${name}, secret ${secret}`);
  return {
    document: { url: simulator.url, site: 'acme', tokens: options.pats },
    lines: [
      `Tableau  ${simulator.url}   (a page on which you make something fail)`,
      'Site     acme',
      ...tokens,
    ],
    close: simulator.close,
  };
}

async function teams(settings: SimulateSettings): Promise<Simulation> {
  const simulator = await startTeamsSimulator(teamsOptionsFrom(settings));
  const lines = simulator.channels.flatMap((c) => [`${c.name}: ${c.pageUrl}`, `  post to ${c.webhookUrl}`]);
  const channels = simulator.channels.map(({ name, pageUrl, webhookUrl }) => ({ name, pageUrl, webhookUrl }));
  return { document: { channels }, lines, close: simulator.close };
}

function providers(settings: SimulateSettings): Promise<Simulation> {
  return startProviders(settings);
}

function mendable(error: unknown): unknown {
  if (error instanceof ControlMistake) return new AppError('wrong-use', error.message);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE' || code === 'EADDRNOTAVAIL' || code === 'EACCES')
    return new AppError('environment', `the simulator cannot listen there (${code})`, {
      remedy: 'name another --port or --host',
      cause: error,
    });
  return error;
}
