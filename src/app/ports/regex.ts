/** Linear-time regular expressions; a pattern that the engine cannot run is a fault of the configuration. */
export interface Regexes {
  compile(
    source: string,
  ):
    | { readonly ok: true; readonly test: (text: string) => boolean }
    | { readonly ok: false; readonly fault: string };
}
