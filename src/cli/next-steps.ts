/** Commands as this person must write them next: with the folder and the options that this one was given. */
import type { Options } from './options.ts';
import type { Output } from './output.ts';
import { PROCESS_OPTIONS } from './process-options.ts';

export type NextStep = { readonly command: string; readonly why: string };

/** Goes on the end of a command; nothing for the usual folder. */
export function dataFlag(options: Options): string {
  return options['data'] === 'data' ? '' : ` --data ${shellWord(String(options['data']))}`;
}

export function serveStep(options: Options, file: string | undefined): NextStep {
  const parts = [
    ...(file === undefined ? [] : [`--config ${shellWord(file)}`]),
    ...PROCESS_OPTIONS.flatMap(({ flags }) => {
      const [flag = ''] = flags.split(' ');
      const name = flag.slice(2).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      const value = options[name];
      return typeof value === 'string' ? [`${flag} ${shellWord(value)}`] : [];
    }),
  ];
  return {
    command: `tabduty serve${dataFlag(options)}${parts.map((part) => ` ${part}`).join('')} --public-url https://ADDRESS`,
    why: 'runs the service; ADDRESS is what Tableau reaches your proxy or tunnel by',
  };
}

export function printNext(out: Output, next: readonly NextStep[]): void {
  out.line('\nNext:');
  for (const { command, why } of next) out.line(`  ${command}\n      ${why}`);
}

export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
