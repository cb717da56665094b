/** Linear-time regular expressions by RE2: hostile names cannot make a match slow. */
import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';
import type { Regexes } from '../app/ports/regex.ts';

/** A program larger than this costs too much on every value that it is tried on. */
const LARGEST_PROGRAM = 5000;

/** Fits whole values, whatever their case; a dot is any character. */
export const re2Regexes: Regexes = {
  compile(source) {
    try {
      const compiled = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL);
      if (compiled.programSize() > LARGEST_PROGRAM)
        return { ok: false, fault: 'is too large; repeat less in it' };
      return { ok: true, test: (text) => compiled.testExact(text) };
    } catch (error) {
      if (!(error instanceof RE2JSException)) throw error;
      const why = error instanceof RE2JSSyntaxException ? error.error : error.message;
      return { ok: false, fault: `is not a regular expression that RE2 can run: ${why}` };
    }
  },
};
