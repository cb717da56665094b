/** Templates (Liquid with `if` and `for` only) as configuration checks them and flushing applies them. */
export interface Templates {
  /** The fault of a template in one sentence, `undefined` when it is fine. */
  check(template: string): string | undefined;
  /** Never throws: a template that fails at run time gives `undefined`, and the caller uses its default. */
  apply(template: string, values: Readonly<Record<string, unknown>>): string | undefined;
}
