import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { escapeRegExp } from '../system/escape-reg-exp.ts';
import { writeAtomically } from '../system/files/write-atomically.ts';
import { UserError } from '../system/user-error.ts';
import type { ExtraFile, HubManifests, PreviewValues, Volume } from './manifests.ts';

type Files = ReadonlyMap<string, string | Buffer>;

/** A folder of the hub's container that is filled from Secrets or a ConfigMap. */
export interface Mount {
  readonly mountPath: string;
  /** Content by file name. */
  readonly files: Files;
}

/** The volumes of the hub that are made of Secrets or a ConfigMap, with the files that the kubelet would put there. */
export function filledMounts(manifests: HubManifests): Mount[] {
  return mountsOf(manifests).flatMap(({ mount: { mountPath, subPath }, files }) =>
    files === undefined || subPath !== undefined ? [] : [{ mountPath, files }],
  );
}

/** Single files of such volumes that the hub mounts, by their places: the kubelet leaves these as they are. */
function mountedFiles(manifests: HubManifests): Files {
  return new Map(
    mountsOf(manifests).flatMap(({ mount: { mountPath, subPath }, files }) => {
      const content = subPath === undefined ? undefined : files?.get(subPath);
      return content === undefined ? [] : [[mountPath, content] as const];
    }),
  );
}

/** Mounts of the hub that only a cluster has: claims, folders of a node and the like, as `mountPath (volume)`. */
export function missingMounts(manifests: HubManifests): string[] {
  return mountsOf(manifests)
    .filter(({ mount: { subPath }, files }) => files === undefined || (subPath !== undefined && !files.has(subPath)))
    .map(({ mount: { name, mountPath } }) => `${mountPath} (${name})`);
}

/** Every mount of the hub, with the files of its volume where it is made of Secrets or a ConfigMap. */
function mountsOf({ values, secrets, configMaps }: HubManifests) {
  const filled = new Map(
    (values.hub.extraVolumes ?? []).map((volume) => {
      const contents = volume.configMap ? configMaps : secrets;
      const files = sourcesOf(volume)?.flatMap((source) => {
        const content = contents.get(source.name ?? source.secretName ?? '') ?? {};
        const items = source.items ?? Object.keys(content).map((key) => ({ key, path: key }));
        return items.flatMap(({ key, path }) => (key in content ? [[path, content[key] ?? ''] as const] : []));
      });
      return [volume.name, files && new Map(files)] as const;
    }),
  );
  return (values.hub.extraVolumeMounts ?? []).map((mount) => ({ mount, files: filled.get(mount.name) }));
}

function sourcesOf(volume: Volume) {
  if (volume.secret) return [volume.secret];
  if (volume.configMap) return [volume.configMap];
  const sources = volume.projected?.sources.map(({ secret }) => secret);
  return sources?.every((secret) => secret !== undefined) ? sources : undefined;
}

/**
 * Makes a folder's files those of a mount, all in one step as the kubelet does: links through `..data`, which is
 * replaced. Unchanged content is left alone.
 *
 * @returns whether something changed
 */
export function writeMount(folder: string, files: Files): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const present = new Map(
    readdirSync(folder)
      .filter((name) => !name.startsWith('..'))
      .map((name) => [name, readIfThere(join(folder, name))]),
  );
  const isThere = ([name, content]: [string, string | Buffer]) => present.get(name)?.equals(Buffer.from(content));
  if (present.size === files.size && [...files].every(isThere)) return false;
  const generation = basename(mkdtempSync(join(folder, '..generation-')));
  for (const [name, content] of files) writeFile(join(folder, generation, name), content);
  rmSync(join(folder, '..next'), { force: true }); // left by a process that was killed here
  symlinkSync(generation, join(folder, '..next'));
  renameSync(join(folder, '..next'), join(folder, '..data'));
  for (const name of [...present.keys()].filter((it) => !files.has(it))) rmSync(join(folder, name));
  for (const name of [...files.keys()].filter((it) => !present.has(it))) {
    symlinkSync(join('..data', name), join(folder, name));
  }
  for (const name of readdirSync(folder)) {
    if (name.startsWith('..generation-') && name !== generation) rmSync(join(folder, name), { recursive: true });
  }
  return true;
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined; // a link whose file has gone
  }
}

/** Writes the single files that the hub's container would have, below `root` in place of `/`. */
export function writeHubFiles(root: string, manifests: HubManifests): void {
  for (const [name, file] of Object.entries(manifests.values.hub.extraFiles ?? {})) {
    writeFile(join(root, file.mountPath), contentOf(`hub.extraFiles.${name}`, file));
  }
  for (const [path, content] of mountedFiles(manifests)) writeFile(join(root, path), content);
}

/**
 * Where Jupyter looks for what its programs share, such as extensions of JupyterLab, and for its configuration; variables
 * can name other places.
 */
const JUPYTER = { share: '/usr/local/share/jupyter/', config: '/etc/jupyter/' };

/** Writes those files of servers that Jupyter looks for into folders; files elsewhere are only in a container. */
export function writeJupyterFiles(folder: string, { singleuser }: PreviewValues): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, file] of Object.entries(singleuser?.extraFiles ?? {})) {
    for (const [kind, place] of Object.entries(JUPYTER)) {
      if (!file.mountPath.startsWith(place)) continue;
      const path = join(folder, kind, file.mountPath.slice(place.length));
      writeFile(path, contentOf(`singleuser.extraFiles.${name}`, file));
    }
  }
}

function writeFile(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeAtomically(path, content);
}

function contentOf(name: string, file: ExtraFile): string | Buffer {
  if (file.stringData !== undefined) return file.stringData;
  if (file.binaryData !== undefined) return Buffer.from(file.binaryData, 'base64');
  if (file.data !== undefined) return JSON.stringify(file.data); // which is YAML and TOML's own business otherwise
  throw new UserError(`${name}: expected stringData, binaryData or data`);
}

/**
 * The same values with paths of the container, in settings of the hub, turned into those below `root`: every mount and
 * every folder with an extra file.
 */
export function relocate(values: PreviewValues, root: string): PreviewValues {
  const extra = Object.values(values.hub.extraFiles ?? {}).map(({ mountPath }) => topFolder(mountPath));
  const mounted = (values.hub.extraVolumeMounts ?? []).map(({ mountPath, subPath }) =>
    subPath === undefined ? mountPath : topFolder(mountPath),
  );
  const folders = [...new Set([...extra, ...mounted])].map(escapeRegExp);
  if (folders.length === 0) return values;
  const path = new RegExp(`(^|:)(?=(?:${folders.join('|')})(?:[/:]|$))`, 'g');
  const move = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(path, `$1${root}`);
    if (Array.isArray(value)) return value.map(move);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, move(it)]));
  };
  const moved = ['config', 'extraEnv', 'templatePaths'].map((key) => [key, move(values.hub[key])]);
  return { ...values, hub: { ...values.hub, ...Object.fromEntries(moved) } };
}

/** `/opt/hubwright` of `/opt/hubwright/hubwright/setup.py`; of a file nearer to the root, the file itself. */
function topFolder(path: string): string {
  const [, first, second, third] = path.split('/');
  return third === undefined ? join(dirname(path), basename(path)) : `/${first}/${second}`;
}
