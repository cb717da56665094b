/** `fields=` of a list: `_all_`, `_default_`, and single ones such as `owner.email`. */
import type { Node } from './answer.ts';

export function selected(full: Node, standard: Node, fields: string | null): Node {
  const names = (fields ?? '').split(',').filter((name) => name !== '');
  if (names.length === 0) return standard;
  if (names.includes('_all_')) return full;
  const start = names.includes('_default_') ? standard : {};
  return names
    .filter((name) => name !== '_default_')
    .reduce((node, name) => withField(node, full, name), start);
}

function withField(node: Node, full: Node, path: string): Node {
  const [name = '', member] = path.split('.');
  const whole = full[name];
  if (whole === undefined) return node;
  if (member === undefined || typeof whole !== 'object') return { ...node, [name]: whole };
  const value = (whole as Node)[member];
  if (value === undefined) return node;
  const before = node[name];
  return { ...node, [name]: { ...(typeof before === 'object' ? (before as Node) : {}), [member]: value } };
}
