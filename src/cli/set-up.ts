/** What `init` asks of the program, and how it talks to a person at a terminal. */
import { AppError } from '../app/errors.ts';
import type { ServerInfo } from '../app/ports/tableau.ts';
import type { SignInBy, SiteAccess } from '../app/upkeep/try-connections.ts';

export type SetUpAnswers = {
  readonly server: string;
  readonly contentUrl: string;
  readonly signIn: SignInBy;
  readonly teamsUrl: string;
};

export type SetUpDone = {
  readonly site: string;
  /** Whether Tableau can post to it. */
  readonly hasWebhooks: boolean;
  readonly secrets: readonly string[];
  /** "revision 1", or the file. */
  readonly written: string;
};

/** Everything throws an `AppError` with the way out; only `write` changes anything. */
export interface SetUp {
  /** In words, the configuration that would be replaced. Refuses a folder on which a service works. */
  existing(): Promise<string | undefined>;
  server(server: string): Promise<ServerInfo>;
  /** How many webhooks it has; none where the server is too old for them. */
  site(access: SiteAccess): Promise<{ readonly webhooks: number | undefined }>;
  /** Sends a test card; answers the address as it is to be stored. */
  teams(pasted: string): Promise<string>;
  write(answers: SetUpAnswers): Promise<SetUpDone>;
  close(): Promise<void>;
}

/** Ctrl-C at a question. */
export class Cancelled extends AppError {
  constructor(sentence: string) {
    super('wrong-use', sentence);
  }
}

/** A person at a terminal. Ctrl-C at a question throws `Cancelled`. */
export interface Prompts {
  text(question: string, more?: { readonly initial?: string; readonly example?: string }): Promise<string>;
  /** Never shown while it is typed. */
  secret(question: string): Promise<string>;
  confirm(question: string, initial: boolean): Promise<boolean>;
  good(line: string): void;
  bad(line: string): void;
}
