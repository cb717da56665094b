/** How an endpoint of the private API is declared: one object that server, client, CLI and OpenAPI share. */
import type { z } from 'zod';

/** What a principal must be allowed to do; the first principal (the token of `run.json`) may do all. */
export type Permission = 'read' | 'configure' | 'operate' | 'secrets';

/** Who runs the command line, percent-encoded: a name for the audit, which the token vouches for and nobody proves. */
export const USER_HEADER = 'tabduty-user';

type ObjectSchema = z.ZodObject;

export type Endpoint<I extends ObjectSchema = ObjectSchema, O extends z.ZodType = z.ZodType> = {
  /** Unique, also the OpenAPI operation id: "listCalls". */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /api/v1, with `:name` for fields of the input: "/calls/:id". */
  readonly path: string;
  readonly permission: Permission;
  readonly summary: string;
  /** One object. Fields in the path come from there; the others from the query (GET, DELETE) or the JSON body. */
  readonly input: I;
  readonly answer: O;
};

export type InputOf<E> = E extends Endpoint<infer I, z.ZodType> ? z.input<I> : never;
export type CheckedInputOf<E> = E extends Endpoint<infer I, z.ZodType> ? z.output<I> : never;
export type AnswerOf<E> = E extends Endpoint<ObjectSchema, infer O> ? z.output<O> : never;

export function endpoint<I extends ObjectSchema, O extends z.ZodType>(e: Endpoint<I, O>): Endpoint<I, O> {
  return e;
}

/** Anything that can carry out a call: the HTTP client of the CLI, or the handlers in this process. */
export interface Api {
  call<E extends Endpoint>(endpoint: E, input: InputOf<E>): Promise<AnswerOf<E>>;
}
