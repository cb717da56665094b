/** Takes secrets out of text for people: those that it was told of by value, and those that look like one. */

export interface Redactor {
  /** From now on this value appears nowhere. Very short values are left: they would take ordinary text along. */
  learn(value: string): void;
  redact(text: string): string;
}

const SHORTEST = 6;
const HIDDEN = '[hidden]';

export function createRedactor(): Redactor {
  const known = new Set<string>();
  let longestFirst: readonly string[] = [];
  return {
    learn(value) {
      const before = known.size;
      for (const form of formsOf(value)) if (form.length >= SHORTEST) known.add(form);
      // A long secret may contain a short one; replacing the short one first would leave its rest.
      if (known.size !== before) longestFirst = [...known].toSorted((a, b) => b.length - a.length);
    },
    redact(text) {
      let clean = text;
      for (const value of longestFirst) clean = clean.replaceAll(value, HIDDEN);
      for (const [shape, kept] of SHAPES) clean = clean.replace(shape, kept);
      return clean;
    },
  };
}

/** As it is, as it stands in a URL, and as it stands in JSON. */
function formsOf(value: string): readonly string[] {
  return [value, encodeURIComponent(value.toWellFormed()), JSON.stringify(value).slice(1, -1)];
}

const SHAPES: readonly (readonly [RegExp, string])[] = [
  // Signature of a Power Automate flow.
  [/\bsig=[^&\s"'<>\]]+/gi, `sig=${HIDDEN}`],
  // Slack tokens.
  [/\bxox[a-z]-[A-Za-z0-9-]+/g, HIDDEN],
  // Standard Webhooks secrets.
  [/\bwhsec_[A-Za-z0-9+/=]+/g, HIDDEN],
  // User and password in an address.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"'<>]+@/gi, `$1${HIDDEN}@`],
  [/\b(Bearer|Basic) [A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
];
