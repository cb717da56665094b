/** Places outside of Tabduty where secrets lie: the environment and files. */
import type { SecretAnswer } from './config.ts';

export interface SecretPlaces {
  fromEnv(name: string): SecretAnswer;
  fromFile(path: string): Promise<SecretAnswer>;
}
