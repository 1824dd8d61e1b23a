import { createHash } from 'node:crypto';

/** One file that a build can see, in canonical form: text has LF line ends. */
export interface ContextFile {
  /** Relative to the image's folder, with `/`. */
  readonly path: string;
  /** The only bit of the mode that counts, as in git. */
  readonly executable: boolean;
  readonly content: Uint8Array;
}

/** Everything that decides what is in an image. */
export interface ImageInputs {
  readonly files: readonly ContextFile[];
  /** The base image's reference. Undefined where the Dockerfile names it itself. */
  readonly base: string | undefined;
  /** Build arguments other than the base. */
  readonly args: Readonly<Record<string, string>>;
}

/**
 * Where no registry is named, images live under this name. It needs a dot, so that container runtimes read it as
 * a registry and not as part of Docker Hub, and `.internal` is never a public domain.
 */
const IMAGE_REGISTRY = 'registry.hubwright.internal';

/** Hexadecimal characters of a digest. 64 bits: no two images of one platform will ever share a tag by accident. */
const DIGEST_LENGTH = 16;

/** Named in the digest: a change of what is hashed below must not give an old tag to a new image. */
const FORMAT = 'hubwright image 1';

/** The tag of the image that these inputs make: lower-case hexadecimal, the same on every machine. */
export function imageDigest({ files, base, args }: ImageInputs): string {
  const sorted = files
    .map((file) => ({ ...file, path: Buffer.from(file.path) }))
    .sort((a, b) => Buffer.compare(a.path, b.path));
  const names = Object.keys(args).sort();
  const hash = createHash('sha256');
  const put = (value: Uint8Array) => hash.update(`${value.byteLength}:`).update(value);
  // Each value has its length before it, each list its count: no two inputs give the same bytes.
  put(Buffer.from(FORMAT));
  putList(base === undefined ? [] : [base]);
  putList(names.flatMap((name) => [name, args[name] ?? '']));
  putList(sorted.map(({ executable }) => (executable ? 'x' : '-')));
  for (const { path, content } of sorted) {
    put(path);
    put(content);
  }
  return hash.digest('hex').slice(0, DIGEST_LENGTH);

  function putList(values: readonly string[]): void {
    put(Buffer.from(String(values.length)));
    for (const value of values) put(Buffer.from(value));
  }
}

/** The image's full name, as manifests and nodes know it. */
export function imageReference(name: string, digest: string): string {
  return `${IMAGE_REGISTRY}/${name}:${digest}`;
}

/** Whether an image lives under {@link IMAGE_REGISTRY}: nodes can have it only from a tar. */
export function isInNoRegistry(reference: string): boolean {
  return reference.startsWith(`${IMAGE_REGISTRY}/`);
}
