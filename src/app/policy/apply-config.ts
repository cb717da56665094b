/** Somebody applies a configuration text through a face. */
import { acceptConfig, type Accepted, type ConfigDeps } from './accept-config.ts';
import { AppError } from '../errors.ts';

export type Applied = {
  readonly text: string;
  readonly author: string;
  readonly note: string | undefined;
  readonly base: number | undefined;
};

export async function applyConfig(deps: ConfigDeps, applied: Applied): Promise<Accepted> {
  refuseWhenManaged(deps);
  return acceptConfig(deps, { ...applied, action: 'apply' });
}

/** A file is the truth where there is one: what is changed beside it would be gone with its next change. */
export function refuseWhenManaged({ status }: Pick<ConfigDeps, 'status'>): void {
  if (status.managedBy !== undefined)
    throw new AppError('conflict', `the configuration is managed by ${status.managedBy}`, {
      remedy: 'change that file; the service takes it into force by itself',
    });
}
