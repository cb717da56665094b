/** How a command of the CLI is declared: one file a command, listed in `program.ts`. */
import type { CliOption, Options } from './options.ts';
import type { Faces } from './faces.ts';
import type { Output } from './output.ts';

/** 0 done, 1 failed, 2 wrong use, 3 differences found (`config diff`, `tableau webhooks sync --plan`). */
export type ExitCode = 0 | 1 | 2 | 3;

export type CliCommand = {
  /** "tableau webhooks list" */
  readonly words: string;
  /** As commander reads them: "<site>", "[webhook]", "<names...>" (one list, the last). */
  readonly arguments?: readonly string[];
  readonly summary: string;
  /**
   * What it needs to be told of the installation: the service's API when nothing is said, the data folder itself, or
   * nothing at all. It decides whether it has `--data` and `--offline`.
   */
  readonly worksOn?: 'folder' | 'nothing';
  /** `--json`, `--offline`, `--data` and the like are there for every command. */
  readonly options?: readonly CliOption[];
  /** Arguments in order; a list argument is flattened. Errors are thrown (`AppError`) and printed by the program. */
  run(context: {
    readonly faces: Faces;
    readonly args: readonly string[];
    readonly options: Options;
    readonly out: Output;
  }): Promise<ExitCode>;
};
