/** What commands may ask of the program; `compose.ts` fills it in, so that no command builds an adapter. */
import type { Api } from '../api/endpoint.ts';
import type { ConfigCheck } from '../config/check.ts';

export type GlobalOptions = { readonly data: string; readonly offline: boolean };

export interface Faces {
  /** The running service, or with `--offline` the same handlers in this process on the data folder. */
  api(): Promise<Api>;
  /** Checks a configuration text without a service and without a data folder; `file` names it in faults. */
  checkConfig(text: string, file: string): Promise<ConfigCheck>;
  /** The configuration document as JSON Schema, for editors. */
  configSchema(): Readonly<Record<string, unknown>>;
  /** Runs until a signal ends it. */
  serve(settings: ServeSettings): Promise<void>;
  demo(settings: DemoSettings): Promise<void>;
  simulate(which: 'tableau' | 'teams' | 'providers', settings: SimulateSettings): Promise<void>;
  readFile(path: string): Promise<string>;
  /** All of standard input, without its last line break. */
  readStdin(): Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type ServeSettings = {
  readonly config: string | undefined;
  readonly publicListen: string;
  readonly listen: string;
  readonly publicUrl: string | undefined;
  readonly keyFile: string | undefined;
  readonly outboundAllow: readonly string[];
  readonly outboundPlainHttp: readonly string[];
  readonly outboundCaFile: string | undefined;
  readonly outboundProxy: string | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
};

export type DemoSettings = { readonly port: number; readonly seed: number };

export type SimulateSettings = { readonly port: number; readonly seed: number };
