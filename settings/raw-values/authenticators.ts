import { didYouMean } from '../../system/did-you-mean.ts';
import { hubClasses } from './chart-facts.ts';

/** The class of the hub image that an import path or a short name stands for; undefined for one of the user's own. */
export function classNamed(named: unknown): string | undefined {
  if (typeof named !== 'string') return undefined;
  const name = named.slice(named.lastIndexOf('.') + 1);
  const [root] = named.split('.');
  if (named.includes('.')) return hubClasses()[name]?.module.split('.')[0] === root ? name : undefined;
  return Object.keys(hubClasses()).find((it) => hubClasses()[it]?.names.includes(named.toLowerCase()));
}

/**
 * What is meant by an import path that leads into a package of the hub image, which has no such class; undefined for
 * any other text.
 */
export function misspeltPath(
  named: unknown,
): { readonly root: string; readonly meant: string | undefined } | undefined {
  if (typeof named !== 'string' || !named.includes('.') || classNamed(named) !== undefined) return undefined;
  const [root = ''] = named.split('.');
  const classes = Object.entries(hubClasses()).filter(([, it]) => it.module.split('.')[0] === root);
  if (classes.length === 0) return undefined;
  const name = named.slice(named.lastIndexOf('.') + 1);
  const names = classes.map(([it]) => it);
  const begun = names.find((it) => name.length > 2 && it.toLowerCase().startsWith(name.toLowerCase()));
  const near = didYouMean(name, names) ?? begun;
  return { root, meant: near && `${hubClasses()[near]?.module}.${near}` };
}
