/** Takes out of a foreign text what names a system, a person or data, and leaves the words that say what happened. */

/** Stands where something was taken out. */
const HOLE = '…';

/** Longer texts are cut before anything looks at them, so that no text costs more than a moment. */
const LONGEST = 4000;

/** On one line: no hosts, addresses, logins, paths, queries, names in quotes, ids or times. */
export function maskText(text: string): string {
  const line = text.slice(0, LONGEST).replace(/\s+/g, ' ').trim();
  const withoutWrapping = withoutQuery(withoutLogins(line)).replace(WRAPPING, '');
  return tidy(words(withoutQuoted(withoutSettings(withoutWrapping))));
}

/** Java's class names and the driver's signature in front of the words say nothing to who reads. */
const WRAPPING =
  /(?:\b[a-z]\w{0,40}\.){1,12}\w{1,80}(?:Exception|Error)\b:?|\[(?:Microsoft|SQL Server|ODBC[^\]]{0,60}|Simba[^\]]{0,60}|Amazon[^\]]{0,60}|Snowflake[^\]]{0,60}|Databricks[^\]]{0,60}|Hardy|Oracle[^\]]{0,60}|Teradata[^\]]{0,60}|Cloudera[^\]]{0,60}|Google[^\]]{0,60}|IBM[^\]]{0,60})\]/g;

/** From the first word of a query on, nothing is ours to show. Databases write keywords large; people and tools both ways. */
const QUERY = new RegExp(
  [
    /\b(?:SELECT(?! permission| command| privilege)|INSERT INTO|UPDATE \S{1,200} SET|DELETE FROM|MERGE INTO|WITH \S{1,200} AS|CREATE [A-Z])\b/,
    /\bselect\b.{1,2000}?\bfrom\b|\(select\b|\bselect (?:\*|distinct|top|\S{1,200},)|\b[Ww]ith \S{1,200} as ?\(/,
    /\b[Ii]nsert into\b|\bdelete from\b|\bmerge into\b|\bupdate \S{1,200} set\b/,
    /\b(?:[Qq]uery|SQL|sql|[Ss]tatement) text: ?|\bLINE \d{1,6}:/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

function withoutQuery(line: string): string {
  const found = QUERY.exec(line);
  return found === null ? line : `${line.slice(0, found.index)}${HOLE}`;
}

/** What follows these words is mostly a name, quoted or not. */
const NAMED =
  'user(?:name)?|login|logon|account|principal|role|owner|credential|host(?: name)?|database|schema|warehouse|catalog|table|view|column|server|file|bucket|project|dataset|(?:connect|connecting|connected|connection) to';

/** Small words of a sentence that may follow as well. */
const NO_NAMES =
  'a accepting access after an and are as at because been before being by can cancelled cannot certificate client closed connection could credential credentials data denied did disabled does due during error exists expired expires failed for from had has have host if in instance is it its limit locked may memory must name needs no not of on or password process quota refused rejected reported requires returned running selected sent server settings side source space started status stopped system tables tenant terminated than that the their this time timeout to unavailable unexpectedly used using version via view was were when which while will with within you your'
    .split(' ')
    .map((word) => `${word}\\b`)
    .join('|');

const NAME = new RegExp(
  `\\b(${NAMED})(?: is|:|=| =)? (?!${NO_NAMES})([^\\s"'\`\u2018\u201c,.;:()]{1,200})`,
  'gi',
);

function withoutLogins(line: string): string {
  return line.replace(NAME, `$1 ${HOLE}`);
}

/** `Server=…;Uid=…` of a connection string. */
function withoutSettings(line: string): string {
  return line.replace(
    /\b([A-Za-z_]{2,30}) ?= ?(?:"[^"]{0,300}"|'[^']{0,300}'|[^\s;,)"']{1,300})/g,
    `$1=${HOLE}`,
  );
}

/** Quotes that open after a space and close before one; an apostrophe within a word is none. */
function withoutQuoted(line: string): string {
  return line
    .replace(
      /(^|[\s([{=:,.<])(["'`\u2018\u201c\u00ab])(?=\S)[^"'`\u2019\u201d\u00bb]{1,300}["'`\u2019\u201d\u00bb]/g,
      `$1${HOLE}`,
    )
    .replace(/([.])["'`][^"'`]{1,300}["'`]/g, '');
}

/** Word by word: what holds characters that no word of a sentence has is a name, a number or a path. */
function words(line: string): string {
  return line
    .split(' ')
    .map((word) => {
      const [, before = '', core = '', behind = ''] = /^([([{<]{0,3})(.{0,200}?)([\])}>.,;:!?]{0,5})$/.exec(
        word,
      ) ?? ['', '', HOLE, ''];
      return isPlain(core) ? word : `${before}${HOLE}${behind}`;
    })
    .join(' ');
}

/** Codes that tell one fault from another stay: ORA-28001, AADSTS50173, SQLSTATE[08001], TABLE_OR_VIEW_NOT_FOUND. */
const CODE =
  /^(?:ORA|TNS|DPY|SQL|JDBC|HTTP|TAB)-?\d{1,6}$|^AADSTS\d{1,9}$|^SQL ?STATE[[:=]?\w{5}\]?$|^\[?[A-Z]{3,30}(?:_[A-Z]{1,30}){1,6}\]?$/i;

function isPlain(word: string): boolean {
  if (word === '' || word === HOLE) return true;
  if (CODE.test(word) && !/^[a-z_]+$/.test(word)) return true;
  if (/^\d{1,5}$/.test(word)) return true;
  if (word.length > 40 || /[a-z][A-Z]/.test(word.slice(1))) return false;
  if (word.includes('-')) return COMPOUND.test(word);
  return /^[\p{L}\p{M}]+(?:['’/=…][\p{L}\p{M}…]*)*$/u.test(word);
}

/** A hyphen is in few words, and in the names of many hosts. */
const COMPOUND =
  /^(?:re|pre|non|network|end|time|up|log|sign|run|read|write|multi|single|on|off|data|user|client|server|cross|self|auto|built|run|tcp|in|out|third|provider|dse)-[\p{L}-]+$/iu;

/** Holes in a row are one hole; what was around them goes with them. */
function tidy(line: string): string {
  return line
    .replace(/[([{<]\s?…(?:[\s,;:…]|…)*[\])}>]/g, HOLE)
    .replace(/…(?:[\s,;:…]*…)+/g, HOLE)
    .replace(/\s+([.,;:])/g, '$1')
    .replace(/^[\s:;,.-]+/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
