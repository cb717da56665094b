/** Asks for a secret on a terminal without showing it. */
import { isCancel, password } from '@clack/prompts';
import { AppError } from '../app/errors.ts';

/** `undefined` when nobody sits at a terminal. */
export async function askSecret(name: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  const answer = await password({
    message: `Value of ${name}`,
    validate: (text) => (text ? undefined : 'It is empty.'),
  });
  if (isCancel(answer)) throw new AppError('wrong-use', 'nothing was stored');
  return answer;
}
