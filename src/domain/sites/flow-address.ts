/** Which addresses belong to a flow of Power Automate, or to an Azure Logic App, which is the same underneath. */

const HOSTS = [
  'logic.azure.com',
  'logic.azure.us',
  'logic.azure.cn',
  'api.powerplatform.com',
  'api.powerplatform.us',
  'api.powerplatform.cn',
  'flow.microsoft.com',
];

/** By its host, or by the path and the signature that its trigger has, wherever a gateway may have put it. */
export function isFlowAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hostname, pathname, searchParams } = new URL(text);
  if (HOSTS.some((host) => hostname === host || hostname.endsWith(`.${host}`))) return true;
  return /\/workflows\/[^/]+\/triggers\/[^/]+\/paths\/invoke/.test(pathname) && searchParams.has('sig');
}
