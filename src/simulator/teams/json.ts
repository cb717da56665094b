/** JSON as it comes in, and the small part of JSON Schema that Power Automate's trigger schemas use. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

export type JsonSchema = {
  readonly type?: string | readonly string[];
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly Json[];
};

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

export function parseJson(text: string): { value: Json } | undefined {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}

/** The name that Power Automate's messages give to a value's type. */
export function typeName(value: Json | undefined): string {
  if (value === undefined || value === null) return 'Null';
  if (isList(value)) return 'Array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Integer' : 'Number';
  return { string: 'String', boolean: 'Boolean' }[typeof value as string] ?? 'Object';
}

/** The first thing in which a body differs from the schema, in the words of the Request trigger. */
export function schemaMismatch(value: Json, schema: JsonSchema, path = ''): string | undefined {
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  const actual = typeName(value);
  if (types.length > 0 && !types.some((type) => fits(type, actual))) {
    const expected = types.map((type) => type[0]?.toUpperCase() + type.slice(1)).join(', ');
    return `Invalid type. Expected ${expected} but got ${actual}.${at(path)}`;
  }
  if (
    schema.enum !== undefined &&
    !schema.enum.some((one) => JSON.stringify(one) === JSON.stringify(value))
  ) {
    return `Value ${JSON.stringify(value)} is not defined in enum.${at(path)}`;
  }
  if (isObject(value)) return objectMismatch(value, schema, path);
  if (isList(value) && schema.items !== undefined) {
    for (const [index, item] of value.entries()) {
      const inner = schemaMismatch(item, schema.items, `${path}[${index}]`);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

function objectMismatch(value: JsonObject, schema: JsonSchema, path: string): string | undefined {
  const missing = (schema.required ?? []).filter((name) => !Object.hasOwn(value, name));
  if (missing.length > 0)
    return `Required properties are missing from object: ${missing.join(', ')}.${at(path)}`;
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    const own = Object.hasOwn(value, name) ? value[name] : undefined;
    if (own === undefined) continue;
    const found = schemaMismatch(own, inner, path === '' ? name : `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fits(type: string, actual: string): boolean {
  return type.toLowerCase() === actual.toLowerCase() || (type === 'number' && actual === 'Integer');
}

function at(path: string): string {
  return path === '' ? '' : ` Path '${path}'.`;
}
