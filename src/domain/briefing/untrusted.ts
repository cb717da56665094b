/** Text that came from outside: a workbook's name, a job's notes. It is boxed so that nobody prints it by accident. */

/** Only a destination's (or page's) one escape function opens the box. It survives JSON. */
export type Untrusted = { readonly untrusted: string };

export function untrusted(text: string): Untrusted {
  return { untrusted: text };
}
