import { parse } from 'yaml';
import { LAB_EXTENSION } from '../platform/names.ts';
import { digestOfOurs, printable } from '../review/manifest-diff.ts';
import { type KubeObject, readManifests } from '../review/side.ts';
import { loadPlatform } from '../settings/load.ts';
import { isMapping } from '../system/mapping.ts';
import { printData } from '../system/terminal.ts';
import { toYaml } from '../system/yaml.ts';
import { withFreshManifests } from './fresh-manifests.ts';

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
  const { singleuser } = values;
  if (!isMapping(singleuser) || !isMapping(singleuser.extraFiles)) return object;
  const isOurs = (file: unknown) => isMapping(file) && String(file.mountPath).startsWith(`${LAB_EXTENSION}/`);
  const files = Object.entries(singleuser.extraFiles).map(([name, file]) => [
    name,
    isOurs(file) ? digestOfOurs(file) : file,
  ]);
  const shown = { ...values, singleuser: { ...singleuser, extraFiles: Object.fromEntries(files) } };
  return { ...object, spec: { ...object.spec, valuesContent: toYaml(shown) } };
}
