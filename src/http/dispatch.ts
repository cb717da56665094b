/** Runs handlers in this process: what the CLI does with `--offline`, and `init` and `demo` always. */
import type { Api, Endpoint } from '../api/endpoint.ts';
import type { Handler, Principal } from './handler.ts';
import { inputFault } from './input-faults.ts';

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
  throw inputFault(checked.error);
}
