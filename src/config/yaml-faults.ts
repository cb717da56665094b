/** Faults of YAML itself, in sentences for people who do not know YAML's grammar by heart. */
import { CST, Lexer, type YAMLError } from 'yaml';

/** `at` is an offset into the text. `spoils`: what stands there cannot be read, but the rest can. */
export type YamlFault = {
  readonly at: number;
  readonly message: string;
  readonly remedy: string;
  readonly spoils: boolean;
};

const QUOTES = 'put the value in quotes: "…"';

/** Tags, anchors and aliases hide what a line says from who reads it, and are mostly an unquoted * or !. */
export function markFaults(text: string): readonly YamlFault[] {
  const faults: YamlFault[] = [];
  let at = 0;
  let scalar = false;
  for (const token of new Lexer().lex(text)) {
    // The lexer's own marks are no part of the text; the one before a scalar says that no mark follows.
    if (token === CST.SCALAR || token === CST.DOCUMENT || token === CST.FLOW_END) {
      scalar = token === CST.SCALAR;
      continue;
    }
    if (!scalar) {
      const message = MARKS[token.charAt(0)];
      if (message !== undefined) faults.push({ at, message, remedy: QUOTES, spoils: true });
      else if (token.startsWith('%'))
        faults.push({
          at,
          message: 'is a YAML directive, which is not used here',
          remedy: 'remove the line',
          spoils: false,
        });
    }
    scalar = false;
    at += token.length;
  }
  return faults;
}

const MARKS: Readonly<Record<string, string>> = {
  '!': 'begins with !, which YAML takes as a tag',
  '*': 'begins with *, which YAML takes as a reference to an anchor',
  '&': 'begins with &, which YAML takes as an anchor; anchors are not used here',
};

/** Errors of the parser. Those at places that `markFaults` named already are left out by the caller. */
export function parserFault(error: YAMLError, text: string): YamlFault {
  const at = error.pos[0];
  const given = SENTENCES[error.code];
  if (error.code === 'BAD_SCALAR_START')
    return {
      at,
      message: `begins with ${text.charAt(at)}, which YAML keeps for itself`,
      remedy: QUOTES,
      spoils: true,
    };
  const opening = text.slice(Math.max(0, at - 1), at + 1);
  if (opening === '${' || opening === '{{')
    return {
      at: at - 1,
      message: `begins with ${opening}, which YAML takes as the start of a map`,
      remedy: QUOTES,
      spoils: false,
    };
  if (error.code === 'MISSING_CHAR' && /missing closing .quote/i.test(error.message)) {
    const quote = error.message.includes('"') ? '"' : "'";
    // Any later one would have closed it, so the last one in the text is the one that stays open.
    const open = text.lastIndexOf(quote);
    return {
      at: open,
      message: `the quote ${quote} is never closed`,
      remedy: `add ${quote} at the end of the value`,
      spoils: false,
    };
  }
  if (given !== undefined) return { at, ...given, spoils: error.code === 'DUPLICATE_KEY' };
  return {
    at,
    message: `is not YAML: ${lowerFirst(error.message)}`,
    remedy: 'look at indentation, colons and quotes here',
    spoils: false,
  };
}

const SENTENCES: Readonly<Record<string, Pick<YamlFault, 'message' | 'remedy'>>> = {
  TAB_AS_INDENT: { message: 'a tab indents this line', remedy: 'YAML indents with spaces only' },
  DUPLICATE_KEY: { message: 'stands here a second time', remedy: 'keep one of the two' },
  MULTIPLE_DOCS: { message: 'a second document begins here', remedy: 'remove the line ---' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'has a second ": " in its value',
    remedy: 'put the value in quotes, or begin the map on a line of its own',
  },
  NON_STRING_KEY: { message: 'a key must be text', remedy: 'put it in quotes' },
  BAD_INDENT: { message: 'is not indented as its neighbours are', remedy: 'line them up with spaces' },
};

function lowerFirst(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}
