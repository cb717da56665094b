/** What Tableau says may quote the address of a webhook, whose path is a secret: only the host stays. */
export function maskAddresses(text: string): string {
  return text.replace(/(https?:\/\/[^\s/"'<>]+)\/[^\s"'<>]*/gi, '$1/…');
}
