import { fatal } from './about.ts';
import type { KubeObject } from './k3s-store.ts';

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** What `kubectl label`, `annotate` and `taint` make of an object. */
export function marked(verb: string, object: KubeObject, words: readonly string[], mayReplace: boolean): KubeObject {
  if (verb === 'taint') return tainted(object, words, mayReplace);
  const field = verb === 'label' ? 'labels' : 'annotations';
  const pairs = new Map(Object.entries((object.metadata[field] ?? {}) as Record<string, string>));
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 0 && word.endsWith('-')) {
      pairs.delete(word.slice(0, -1));
      continue;
    }
    const [key, value] = [word.slice(0, at), word.slice(at + 1)];
    if (at < 1 || (verb === 'label' && !/^([A-Za-z0-9][\w.-]{0,62})?$/.test(value))) {
      fatal(`error: at least one ${verb} update is required, or ${word} is invalid`);
    }
    if (pairs.has(key) && pairs.get(key) !== value && !mayReplace) {
      fatal(`error: '${key}' already has a value (${pairs.get(key)}), and --overwrite is false`);
    }
    pairs.set(key, value);
  }
  return { ...object, metadata: { ...object.metadata, [field]: Object.fromEntries(pairs) } };
}

function tainted(object: KubeObject, words: readonly string[], mayReplace: boolean): KubeObject {
  const spec = (object.spec ?? {}) as { readonly taints?: readonly Taint[] };
  let taints = [...(spec.taints ?? [])];
  for (const word of words) {
    const [, key = '', value = '', effect = '', minus] =
      /^([^=:]+)(?:=([^:]*))?:(NoSchedule|PreferNoSchedule|NoExecute)(-)?$/.exec(word) ?? [];
    if (key === '') fatal(`error: unknown taint spec: ${word}`);
    const isThere = taints.some((it) => it.key === key && it.effect === effect);
    if (minus !== undefined && !isThere) fatal(`error: taint "${key}:${effect}" not found`);
    if (minus === undefined && isThere && !mayReplace) {
      fatal(
        `error: node ${object.metadata.name} already has ${key} taint(s) with same effect(s) and --overwrite is false`,
      );
    }
    taints = taints.filter((it) => it.key !== key || it.effect !== effect);
    if (minus === undefined) taints.push({ key, ...(value === '' ? {} : { value }), effect });
  }
  return { ...object, spec: { ...spec, taints } };
}
