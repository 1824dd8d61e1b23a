import * as z from 'zod';
import type { K3sSetting } from '../../cluster/node-config.ts';

/** Flags of a k3s that runs, without their hyphens, each with its values in order; a flag without a value has `true`. */
export type Flags = ReadonlyMap<string, readonly string[]>;

/** In place of a secret. Source: k3s, `pkg/nodeconfig`. */
export const MASKED = '********';

/** Short names of flags. Source: k3s, `pkg/cli/cmds`. */
const LONG: Readonly<Record<string, string>> = {
  c: 'config',
  d: 'data-dir',
  i: 'node-ip',
  l: 'log',
  o: 'write-kubeconfig',
  s: 'server',
  t: 'token',
};
const WORDS = z.array(z.string());
const VARIABLES = z.record(z.string(), z.string());

/**
 * The flags in the annotation `k3s.io/node-args`, in which a node notes how its k3s was started: those of its configuration
 * files first, then those of its command line.
 *
 * @returns undefined if it is no such annotation
 */
export function parseNodeArgs(annotation: string): Flags | undefined {
  const words = wordsIn(annotation);
  if (words === undefined) return undefined;
  const flags = new Map<string, string[]>();
  // The first word is `server` or `agent`.
  for (let i = 1; i < words.length; i++) {
    const name = flagIn(words[i] ?? '');
    if (name === undefined) continue;
    const next = words[i + 1];
    const hasValue = next !== undefined && flagIn(next) === undefined;
    flags.set(name, [...(flags.get(name) ?? []), hasValue ? next : 'true']);
    if (hasValue) i++;
  }
  return flags;
}

/** Settings of a configuration file, as flags. */
export function asFlags(settings: Readonly<Record<string, K3sSetting>>): Flags {
  return new Map(Object.entries(settings).map(([key, value]) => [key, [value].flat().map(String)]));
}

/** The variables in the annotation `k3s.io/node-env`. Values that are secret are {@link MASKED}. */
export function variablesIn(annotation: string): Readonly<Record<string, string>> {
  try {
    return VARIABLES.parse(JSON.parse(annotation));
  } catch {
    return {};
  }
}

/** A flag's long name. `--flag=value` is two words in the annotation, so what has `=` and a hyphen is a value: `-v=2` of a kubelet. */
function flagIn(word: string): string | undefined {
  const [, name] = /^--?([a-z][a-z0-9-]*)$/i.exec(word) ?? [];
  return name === undefined ? undefined : (LONG[name] ?? name);
}

function wordsIn(annotation: string): readonly string[] | undefined {
  try {
    return WORDS.parse(JSON.parse(annotation));
  } catch {
    return undefined;
  }
}
