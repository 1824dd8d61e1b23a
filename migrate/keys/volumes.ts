import { isAround, isSystemFolder } from '../../platform/mount-paths.ts';
import { absolutePath, dnsLabel } from '../../platform/schema/scalars.ts';
import { TAKEN } from '../../settings/check/server-volumes.ts';
import { isMapping, type Mapping } from '../../system/mapping.ts';
import { kubernetesBytes, kubernetesSize, withoutSlash } from '../conversions.ts';
import type { Draft } from '../draft.ts';

const KNOWN_IN_MOUNT = new Set(['name', 'mountPath', 'readOnly', 'subPath']);

/** A volume of servers that is neither a home nor a folder that they share. @returns whether a setting says all of it */
export function moveVolume(
  { name, ...volume }: Mapping,
  mount: Mapping,
  keys: readonly string[],
  draft: Draft,
): boolean {
  const source = sourceOf(volume);
  const path = withoutSlash(String(mount.mountPath));
  const isKnown = Object.keys(mount).every((it) => KNOWN_IN_MOUNT.has(it)) && isFree(path, draft);
  const isNamed = dnsLabel().safeParse(name).success && !TAKEN.test(String(name));
  if (source === undefined || !isKnown || !isNamed) return false;
  const { readOnly, ...of } = source;
  const list = draft.get(['servers', 'volumes']);
  const index = Array.isArray(list) ? list.length : 0;
  if (index === 0) draft.set(['servers', 'volumes'], [], keys);
  const setting = {
    name,
    path,
    ...of,
    ...((mount.readOnly === true || readOnly === true) && { readOnly: true }),
    ...(mount.subPath !== undefined && { subPath: mount.subPath }),
  };
  draft.set(['servers', 'volumes', index], setting, keys);
  const decision = toDecide(of);
  if (decision !== undefined) draft.decide(keys, decision);
  return true;
}

/** Whether settings take a volume at a path, beside those that are there already. */
function isFree(path: string, draft: Draft): boolean {
  const places = [
    ['storage', 'shared'],
    ['servers', 'volumes'],
  ].flatMap((at) => {
    const list = draft.get(at);
    return (Array.isArray(list) ? list : []).map(({ path, mountPath }) => String(path ?? mountPath));
  });
  const isInside = places.some((it) => isAround(it, path) || isAround(path, it));
  return absolutePath().safeParse(path).success && !isSystemFolder(path) && !isInside;
}

/** The source as a setting; undefined where it says more than settings do. */
function sourceOf(volume: Mapping): Mapping | undefined {
  const [kind = '', ...others] = Object.keys(volume);
  const source = volume[kind];
  if (others.length > 0 || !isMapping(source)) return undefined;
  const has = (...keys: string[]) => Object.keys(source).every((it) => keys.includes(it));
  switch (kind) {
    case 'configMap':
      return has('name') ? { configMap: source.name } : undefined;
    case 'secret':
      return has('secretName') ? { secret: source.secretName } : undefined;
    case 'hostPath': {
      const isFolder = [undefined, null, '', 'Directory'].includes(source.type as string);
      return has('path', 'type') && isFolder ? { hostPath: withoutSlash(String(source.path)) } : undefined;
    }
    case 'persistentVolumeClaim':
      return has('claimName', 'readOnly') ? { claim: source.claimName, readOnly: source.readOnly } : undefined;
    case 'emptyDir':
      return has('medium', 'sizeLimit') ? emptyFolder(source) : undefined;
    default:
      return undefined;
  }
}

function emptyFolder({ medium, sizeLimit }: Mapping): Mapping | undefined {
  const size = sizeLimit === undefined ? undefined : kubernetesSize(sizeLimit);
  const isSame =
    size === undefined || (typeof size === 'string' && kubernetesBytes(size) === kubernetesBytes(sizeLimit));
  if (!isSame || ![undefined, '', 'Memory'].includes(medium as string)) return undefined;
  return { empty: { ...(size !== undefined && { size }), ...(medium === 'Memory' && { memory: true }) } };
}

function toDecide({ configMap, secret, hostPath, claim }: Mapping): string | undefined {
  if (hostPath !== undefined)
    return `the folder ${hostPath} has to be on every node, and lets pods of the namespace use their nodes: a claim or an NFS export does not`;
  const [kind, name] = [
    ['ConfigMap', configMap],
    ['Secret', secret],
    ['claim', claim],
  ].find(([, it]) => it !== undefined) ?? ['', undefined];
  return name === undefined ? undefined : `the ${kind} "${name}" has to be in the new cluster`;
}
