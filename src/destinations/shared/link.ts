/** Which addresses may become a link: http and https, nothing that hides a login, nothing endless. */

const LONGEST_LINK = 2000;

export function safeLink(address: string): string | undefined {
  if (address.length > LONGEST_LINK || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  return url.href.length > LONGEST_LINK ? undefined : url.href;
}
