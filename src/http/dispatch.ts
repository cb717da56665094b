/** Runs handlers in this process: what the CLI does with `--offline`, and `init` and `demo` always. */
import { z } from 'zod';
import type { Api, Endpoint } from '../api/endpoint.ts';
import { AppError } from '../app/errors.ts';
import type { Handler, Principal } from './handler.ts';

export function localApi(handlers: readonly Handler[], principal: Principal): Api {
  const byId = new Map(handlers.map((h) => [h.endpoint.id, h]));
  return {
    async call(endpoint, input) {
      const found = byId.get(endpoint.id);
      if (found === undefined) throw new Error(`no handler answers ${endpoint.id}`);
      const answer = await found.handle(checkInput(endpoint, input) as never, principal);
      return endpoint.answer.parse(answer) as never;
    },
  };
}

/** The checked input, or a fault that names each field. */
export function checkInput(endpoint: Endpoint, input: unknown): unknown {
  const checked = endpoint.input.safeParse(input);
  if (checked.success) return checked.data;
  throw new AppError('wrong-use', faultsOf(checked.error));
}

export function faultsOf(error: z.ZodError): string {
  return error.issues.map((i) => `${i.path.join('.') || 'input'}: ${i.message}`).join('; ');
}
