/** Questions on a terminal. */
import { confirm, isCancel, log, password, text } from '@clack/prompts';
import { printable } from './output.ts';
import { Cancelled, type Prompts } from './set-up.ts';

/** `undefined` when nobody sits at a terminal; `cancelled` is what Ctrl-C is answered with. */
export function terminalPrompts(cancelled: string): Prompts | undefined {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  const answered = <T>(answer: T): Exclude<T, symbol> => {
    if (isCancel(answer)) throw new Cancelled(cancelled);
    return answer as Exclude<T, symbol>;
  };
  const validate = (given: string | undefined) => (given?.trim() ? undefined : 'It is empty.');
  return {
    text: async (message, { initial, example } = {}) =>
      answered(
        await text({
          message,
          validate,
          ...(initial === undefined ? {} : { initialValue: initial }),
          ...(example === undefined ? {} : { placeholder: example }),
        }),
      ),
    secret: async (message) => answered(await password({ message, validate })),
    confirm: async (message, initialValue) => answered(await confirm({ message, initialValue })),
    good: (line) => log.success(printable(line)),
    bad: (line) => log.error(printable(line)),
  };
}
