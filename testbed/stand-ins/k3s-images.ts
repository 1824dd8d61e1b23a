import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sha256 } from '../../system/sha256.ts';
import { ifThere, log, writeWhole } from './about.ts';

const FOLDER = '/var/lib/rancher/k3s/agent/images';
/** What was imported, for crictl.py. Gone when k3s is not running, as its containerd is. */
export const IMAGES = '/run/k3s/containerd/images.json';

interface ImportedImage {
  readonly id: string;
  readonly repoTags: readonly string[];
  readonly size: string;
  readonly pinned: true;
}

/** Imports what is new in the folder: at the start everything, later a file whose size changed. */
export class ImageImporter {
  private readonly seen = new Map<string, number>();
  private readonly images = new Map<string, ImportedImage>();

  look(): void {
    const names = ifThere(() => readdirSync(FOLDER)) ?? [];
    for (const name of names.filter((n) => /\.tar(\.gz)?$|\.tgz$/.test(n) && !n.startsWith('.'))) {
      const size = ifThere(() => statSync(join(FOLDER, name)).size);
      if (size === undefined || this.seen.get(name) === size) continue;
      this.seen.set(name, size);
      log('info', `Importing images from ${join(FOLDER, name)}`);
      try {
        for (const image of readArchive(join(FOLDER, name))) this.images.set(image.repoTags[0] ?? image.id, image);
        log('info', `Imported images from ${join(FOLDER, name)} in 1ms`);
      } catch (error) {
        log('error', `Failed to import ${join(FOLDER, name)}: ${error}`);
      }
    }
    writeWhole(IMAGES, JSON.stringify([...this.images.values()]), 0o644);
  }
}

/** The images of an archive, as `docker save` and the OCI layout list them. */
function readArchive(path: string): ImportedImage[] {
  const members = /gz$/.test(path) ? gunzipped(path) : indexMembers(path);
  const manifest = members.get('manifest.json');
  if (manifest !== undefined) {
    const listed: { Config: string; RepoTags: string[] | null }[] = JSON.parse(manifest);
    return listed.map((entry) => image(entry.Config.replace(/^blobs\/sha256\/|\.json$/g, ''), entry.RepoTags ?? []));
  }
  const index = members.get('index.json');
  if (index === undefined) throw new Error('unrecognized image format');
  const { manifests }: { manifests: { digest: string; annotations?: Record<string, string> }[] } = JSON.parse(index);
  return manifests.map((m) =>
    image(m.digest.replace('sha256:', ''), [m.annotations?.['io.containerd.image.name'] ?? '']),
  );
}

function image(hex: string, repoTags: readonly string[]): ImportedImage {
  const id = /^[0-9a-f]{64}$/.test(hex) ? hex : sha256(hex);
  return { id: `sha256:${id}`, repoTags, size: '1000', pinned: true };
}

/** The two members that list images; the layers between them are passed over unread. */
function indexMembers(path: string): Map<string, string> {
  const file = openSync(path, 'r');
  try {
    const { size } = statSync(path);
    return members(size, (at, bytes) => {
      const part = Buffer.alloc(bytes);
      readSync(file, part, 0, bytes, at);
      return part;
    });
  } finally {
    closeSync(file);
  }
}

function gunzipped(path: string): Map<string, string> {
  const whole = gunzipSync(readFileSync(path));
  return members(whole.length, (at, bytes) => whole.subarray(at, at + bytes));
}

function members(size: number, read: (at: number, bytes: number) => Buffer): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at + 512 <= size; ) {
    const header = read(at, 512);
    const name = header.toString('utf8', 0, 100).replace(/\0.*$/s, '').replace(/^\.\//, '');
    if (name === '') break;
    if (header.toString('latin1', 257, 262) !== 'ustar') throw new Error('archive/tar: invalid tar header');
    const bytes = Number.parseInt(header.toString('latin1', 124, 136).replace(/\0.*$/s, ''), 8);
    if (at + 512 + bytes > size) throw new Error('unexpected EOF');
    if (name === 'manifest.json' || name === 'index.json') found.set(name, read(at + 512, bytes).toString('utf8'));
    at += 512 + Math.ceil(bytes / 512) * 512;
  }
  return found;
}
