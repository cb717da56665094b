/** Who types a command, as the operating system knows them. */
import { userInfo } from 'node:os';

/**
 * Services often have a user of their own, whom people become with sudo: then it is the person that matters, so both are
 * said. In a container a user may have a number alone.
 */
export function operatingUser(env: NodeJS.ProcessEnv, userOf: () => string = nameOfUser): string {
  const user = userOf();
  const person = env['SUDO_USER'] ?? '';
  return person === '' || person === user ? user : `${person} as ${user}`;
}

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
