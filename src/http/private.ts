/** The private listener: the API of the handlers, deny by default, with its OpenAPI, readiness and metrics. */
import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Endpoint, USER_HEADER } from '../api/endpoint.ts';
import { AppError } from '../app/errors.ts';
import type { Log } from '../app/ports/log.ts';
import { problemOf } from './errors.ts';
import type { Handler, Principal } from './handler.ts';
import type { PrincipalOf } from './principal.ts';

export type Readiness = { readonly ready: boolean; readonly reasons: readonly string[] };

export type PrivateDeps = {
  readonly handlers: readonly Handler[];
  /** The principal of a bearer token, `undefined` for any other. */
  readonly principalOf: PrincipalOf;
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  readonly log: Log;
  readonly version: string;
};

const BASE = '/api/v1';

export async function privateListener(deps: PrivateDeps): Promise<FastifyInstance> {
  const app = Fastify({ requestTimeout: 30_000, bodyLimit: 4 * 1024 * 1024, forceCloseConnections: 'idle' });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error, _request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) deps.log.error({ error }, 'a request failed');
    return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  });
  app.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .type('application/problem+json')
      .send(JSON.stringify(problemOf(new AppError('not-found', 'there is nothing here')))),
  );
  await app.register(helmet);
  await app.register(swagger, {
    openapi: { info: { title: 'Tabduty', version: deps.version } },
    transform: jsonSchemaTransform,
  });
  await app.register(async (api) => {
    for (const handler of deps.handlers) addRoute(api, handler, deps);
  });
  // What monitors ask says nothing of names, addresses or tokens.
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const { ready, reasons } = await deps.readiness();
    return reply.code(ready ? 200 : 503).send({ ready, reasons });
  });
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const { contentType, text } = await deps.metrics();
    return reply.type(contentType).send(text);
  });
  app.get(`${BASE}/openapi.json`, { schema: { hide: true } }, async (request) => {
    principalOf(request, deps);
    return app.swagger();
  });
  return app;
}

function addRoute(app: FastifyInstance, { endpoint, handle }: Handler, deps: PrivateDeps): void {
  const { inPath, others } = splitInput(endpoint);
  const rest = endpoint.method === 'GET' || endpoint.method === 'DELETE' ? 'querystring' : 'body';
  app.route({
    method: endpoint.method,
    url: `${BASE}${endpoint.path}`,
    schema: {
      operationId: endpoint.id,
      summary: endpoint.summary,
      params: inPath,
      [rest]: others,
      response: { 200: endpoint.answer },
    },
    // Before the schema looks at anything: a stranger learns nothing of what would be valid.
    onRequest: async (request) => {
      const principal = principalOf(request, deps);
      if (!principal.may.has(endpoint.permission))
        throw new AppError('denied', `this needs the permission "${endpoint.permission}"`);
    },
    handler: async (request, reply) => {
      const input = {
        ...(request[rest === 'body' ? 'body' : 'query'] as object),
        ...(request.params as object),
      };
      const answer = await handle(endpoint.input.parse(input) as never, principalOf(request, deps));
      return reply.header('cache-control', 'no-store').send(answer);
    },
  });
}

function splitInput(endpoint: Endpoint): { readonly inPath: z.ZodObject; readonly others: z.ZodObject } {
  const names = new Set([...endpoint.path.matchAll(/:(\w+)/g)].map((m) => m[1]));
  const shape = Object.entries(endpoint.input.shape);
  return {
    inPath: z.object(Object.fromEntries(shape.filter(([name]) => names.has(name)))),
    others: z.strictObject(Object.fromEntries(shape.filter(([name]) => !names.has(name)))),
  };
}

function principalOf(request: FastifyRequest, deps: Pick<PrivateDeps, 'principalOf'>): Principal {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  const user = request.headers[USER_HEADER];
  const said = typeof user === 'string' ? user : undefined;
  const principal = scheme?.toLowerCase() === 'bearer' && token ? deps.principalOf(token, said) : undefined;
  if (principal === undefined)
    throw Object.assign(new Error('a bearer token is needed'), { statusCode: 401 });
  return principal;
}
