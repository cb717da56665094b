/** Says what the command line itself cannot read together with what the service finds wrong with the rest. */
import { AppError, faultyInput, type InputFault } from '../app/errors.ts';

export type Reading = {
  /** What it gives, or `otherwise` when that cannot be read; what is wrong is kept. */
  read<T>(give: () => T, otherwise: T): T;
  /** Throws all that was wrong, with what `judge` (which changes nothing) finds; returns when nothing was. */
  settle(judge: () => Promise<unknown>): Promise<void>;
};

export function reading(): Reading {
  const own: InputFault[] = [];
  return {
    read(give, otherwise) {
      try {
        return give();
      } catch (error) {
        own.push(...faultsOf(error));
        return otherwise;
      }
    },
    async settle(judge) {
      if (own.length === 0) return;
      const found = await judge().then(
        () => [],
        (error: unknown) => (error instanceof AppError && error.code === 'wrong-use' ? faultsOf(error) : []),
      );
      // Of what could not be read the service can only say that it is missing.
      const isNew = ({ path }: InputFault) => !own.some((f) => f.path === path || f.path === `--${path}`);
      throw faultyInput([...own, ...found.filter(isNew)]);
    },
  };
}

function faultsOf(error: unknown): readonly InputFault[] {
  if (!(error instanceof AppError) || error.code !== 'wrong-use') throw error;
  const { path = 'the input', message, remedy, faults } = error;
  return faults.length > 0 ? faults : [{ path, message, ...(remedy === undefined ? {} : { remedy }) }];
}
