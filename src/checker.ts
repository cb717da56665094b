/** Checks configuration texts with all that this program knows: destination types, expressions, templates. */
import type { CheckConfig, SecretSource } from './app/ports/config.ts';
import { checkConfig } from './config/check.ts';
import { DESTINATIONS } from './destinations/registry.ts';
import { re2Regexes } from './platform/regexes.ts';
import { liquidTemplates } from './platform/templates.ts';

export function checker(secrets: SecretSource): CheckConfig {
  const templates = liquidTemplates();
  return (text, revision) =>
    checkConfig(text, { registry: DESTINATIONS, secrets, regexes: re2Regexes, templates, revision });
}
