import { parse } from 'yaml';
import { printable } from '../review/manifest-diff.ts';
import { type KubeObject, readManifests } from '../review/side.ts';
import { loadPlatform } from '../settings/load.ts';
import { isMapping, type Mapping, valueAt } from '../system/mapping.ts';
import { sha256 } from '../system/sha256.ts';
import { printData } from '../system/terminal.ts';
import { toYaml } from '../system/yaml.ts';
import { withFreshManifests } from './fresh-manifests.ts';

/** Where the hub has the files of Hubwright. */
const OURS = '/opt/hubwright/';

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
  const files = valueAt(values, ['hub', 'extraFiles']);
  if (!isMapping(values) || !isMapping(files) || !isMapping(values.hub)) return object;
  const isOurs = (file: unknown) => isMapping(file) && String(file.mountPath).startsWith(OURS);
  const shown = Object.entries(files).map(([name, file]) => [name, isOurs(file) ? digestOf(file) : file]);
  const hub: Mapping = { ...values.hub, extraFiles: Object.fromEntries(shown) };
  return { ...object, spec: { ...object.spec, valuesContent: toYaml({ ...values, hub }) } };
}

function digestOf(file: unknown): string {
  return `(of Hubwright, sha256 ${sha256(JSON.stringify(file)).slice(0, 12)})`;
}
