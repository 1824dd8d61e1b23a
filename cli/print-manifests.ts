import { parse } from 'yaml';
import { LAB_EXTENSION, names } from '../platform/names.ts';
import { digestOfOurs, printable } from '../review/manifest-diff.ts';
import { type KubeObject, readManifests } from '../review/side.ts';
import { loadPlatform } from '../settings/load.ts';
import { isMapping, type Mapping } from '../system/mapping.ts';
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
  const { hub, singleuser } = values;
  const shown = {
    ...values,
    ...(isMapping(hub) && { hub: { ...hub, ...withoutOwnMounts(hub) } }),
    ...(isMapping(singleuser) && { singleuser: { ...singleuser, ...withoutOwnFiles(singleuser) } }),
  };
  return { ...object, spec: { ...object.spec, valuesContent: toYaml(shown) } };
}

/** The mounts of the files of the hub's code, a hundred and more, as one. */
function withoutOwnMounts({ extraVolumeMounts: mounts }: Mapping): Mapping {
  if (!Array.isArray(mounts)) return {};
  const isOurs = (mount: unknown) => isMapping(mount) && mount.name === names.hubCode;
  const ours = mounts.filter(isOurs);
  const others = mounts.filter((it) => !isOurs(it));
  return { extraVolumeMounts: ours.length > 0 ? [digestOfOurs(ours), ...others] : others };
}

function withoutOwnFiles({ extraFiles: files }: Mapping): Mapping {
  if (!isMapping(files)) return {};
  const isOurs = (file: unknown) => isMapping(file) && String(file.mountPath).startsWith(`${LAB_EXTENSION}/`);
  const shown = Object.entries(files).map(([name, file]) => [name, isOurs(file) ? digestOfOurs(file) : file]);
  return { extraFiles: Object.fromEntries(shown) };
}
