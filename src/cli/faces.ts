/** What commands may ask of the program; `compose.ts` fills it in, so that no command builds an adapter. */
import type { Options } from './options.ts';
import type { Api } from '../api/endpoint.ts';
import type { TryReport } from '../app/story/try-history.ts';
import type { ConfigCheck } from '../config/check.ts';
import type { Policy } from '../domain/policy.ts';
import type { Started } from './print-started.ts';
import type { ProcessSettings } from './process-options.ts';
import type { Prompts, SetUp } from './set-up.ts';

export type GlobalOptions = ProcessSettings & { readonly data: string; readonly offline: boolean };

export interface Faces {
  /**
   * The running service, or with `--offline` the same handlers in this process on the data folder: one that has an
   * installation already, but for the commands that may begin one.
   */
  api(wish?: { readonly mayBegin: true }): Promise<Api>;
  /** The same, and the data folder without `--offline` too where no service runs on it. */
  apiOrFolder(): Promise<{ readonly api: Api; readonly isRunning: boolean }>;
  /** Checks a configuration text, with the stored secrets where they can be seen; `file` names it in faults. */
  checkConfig(text: string, file: string): Promise<ConfigCheck>;
  /** The configuration document as JSON Schema, for editors. */
  configSchema(): Readonly<Record<string, unknown>>;
  /** Runs until a signal ends it. */
  serve(settings: ServeSettings): Promise<void>;
  demo(settings: DemoSettings, tell: (started: Started) => void): Promise<void>;
  simulate(
    which: 'tableau' | 'teams' | 'providers',
    settings: SimulateSettings,
    tell: (started: Started) => void,
  ): Promise<void>;
  /** Reads a site's job history, runs it through a configuration, and saves what it found as a page. */
  tryOut(wish: TryWish, progress: (text: string) => void): Promise<TryReport>;
  /** For `init`: `file` takes the configuration in place of the store. */
  setUp(file: string | undefined): SetUp;
  /** A person to ask; nobody without a terminal. Ctrl-C is answered with the sentence. */
  prompts(cancelled: string): Prompts | undefined;
  /** Copies the database of the data folder, also while a service works on it. */
  backup(wish: {
    readonly to: string;
    readonly withKey: boolean;
    readonly replace: boolean;
  }): Promise<BackupDone>;
  /** Puts a backup into the data folder, on which nothing may run. */
  restore(wish: { readonly from: string; readonly replace: boolean }): Promise<RestoreDone>;
  readFile(path: string): Promise<string>;
  /** All of standard input, without its last line break. */
  readStdin(): Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type TryWish = {
  readonly server: string;
  readonly contentUrl: string;
  readonly token: { readonly name: string; readonly secret: string };
  readonly days: number;
  /** The usual one without it. */
  readonly policy?: Policy;
  /** Where the page goes. */
  readonly out: string;
};

type BackupCounts = {
  readonly madeAt: string;
  readonly calls: number;
  readonly openAlerts: number;
  readonly pendingDeliveries: number;
};

export type BackupDone = BackupCounts & {
  readonly file: string;
  readonly bytes: number;
  /** Where the key lies, which the backup needs and has only when it was asked for. */
  readonly keyFile: string;
  readonly hasKey: boolean;
};

export type RestoreDone = BackupCounts & {
  readonly data: string;
  /** Where the database lies that was there before. */
  readonly aside: string | undefined;
  readonly keyFile: string;
};

export type ServeSettings = {
  readonly config: string | undefined;
  readonly publicListen: string;
  readonly listen: string;
  readonly publicUrl: string | undefined;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly trustedProxies: readonly string[];
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
};

export type DemoSettings = { readonly port: number; readonly seed: number };

/** The command's options as they are written; the simulator says what is wrong with one. */
export type SimulateSettings = Options;
