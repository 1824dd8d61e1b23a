import { parse } from 'yaml';
import { hubPaths, LAB_EXTENSION } from '../platform/names.ts';
import { printable } from '../review/manifest-diff.ts';
import { type KubeObject, readManifests } from '../review/side.ts';
import { loadPlatform } from '../settings/load.ts';
import { isMapping } from '../system/mapping.ts';
import { sha256 } from '../system/sha256.ts';
import { printData } from '../system/terminal.ts';
import { toYaml } from '../system/yaml.ts';
import { withFreshManifests } from './fresh-manifests.ts';

/** Where the hub and servers have files of Hubwright. */
const OURS = [`${hubPaths.code}/`, `${LAB_EXTENSION}/`];

/**
 * Prints what `synth` would write, each file under a line with its name. Secrets are masked, and of Hubwright's own code
 * only a digest is shown: what remains is what the settings make.
 */
export async function printManifests(): Promise<void> {
  const { platform } = loadPlatform({ secrets: 'mask' });
  for (const [name, objects] of await withFreshManifests(platform, readManifests)) {
    if (objects.length > 0) printData(`# dist/${name}\n${printable(objects.map(withoutOwnCode))}`);
  }
}

function withoutOwnCode(object: KubeObject): KubeObject {
  if (object.kind !== 'HelmChart' || !isMapping(object.spec)) return object;
  const values: unknown = parse(String(object.spec.valuesContent ?? ''));
  if (!isMapping(values)) return object;
  const parts = ['hub', 'singleuser'].map((part) => [part, withDigests(values[part])]);
  const shown = { ...values, ...Object.fromEntries(parts.filter(([, it]) => it !== undefined)) };
  return { ...object, spec: { ...object.spec, valuesContent: toYaml(shown) } };
}

function withDigests(part: unknown): unknown {
  if (!isMapping(part) || !isMapping(part.extraFiles)) return part;
  const isOurs = (file: unknown) => isMapping(file) && OURS.some((it) => String(file.mountPath).startsWith(it));
  const shown = Object.entries(part.extraFiles).map(([name, file]) => [name, isOurs(file) ? digestOf(file) : file]);
  return { ...part, extraFiles: Object.fromEntries(shown) };
}

function digestOf(file: unknown): string {
  return `(of Hubwright, sha256 ${sha256(JSON.stringify(file)).slice(0, 12)})`;
}
