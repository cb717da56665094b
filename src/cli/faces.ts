/** What commands may ask of the program; `compose.ts` fills it in, so that no command builds an adapter. */
import type { Api } from '../api/endpoint.ts';
import type { ConfigCheck } from '../config/check.ts';

export interface Faces {
  /** The running service, or with `--offline` the same handlers in this process on the data folder. */
  api(): Promise<Api>;
  /** Checks a configuration text without a service and without a data folder; `file` names it in faults. */
  checkConfig(text: string, file: string): Promise<ConfigCheck>;
  readFile(path: string): Promise<string>;
  /** All of standard input, without its last line break. */
  readStdin(): Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}
