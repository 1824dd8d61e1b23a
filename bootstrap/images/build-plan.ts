import { join } from 'node:path';
import type { BuildableImage } from '../../settings/image.ts';
import type { BuilderName } from './builder.ts';

/** A processor architecture, by the name that images and k3s use. */
export type Architecture = (typeof ARCHITECTURES)[number];

/** Those that nodes can have. */
export const ARCHITECTURES = ['amd64', 'arm64'] as const;

/** An image to be built. Paths are absolute. */
export interface ImageBuild {
  readonly image: BuildableImage;
  /** That of the nodes. */
  readonly architecture: Architecture;
  /** Where finished tars are kept, `.hubwright/images` of the project. */
  readonly tars: string;
  /** Digests of the same folder that other images of the platform use, on another base. Their tars are kept. */
  readonly alsoInUse?: readonly string[] | undefined;
  /** Labels beside those that follow from the tag: where the image comes from. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** A `pip.conf` for the build, if packages come from the company's own index. Never part of the image. */
  readonly pipConfig?: string | undefined;
  /** Certificates in PEM form that pip shall trust. Never part of the image. */
  readonly caCertificates?: string | undefined;
  /** The company's certificates as PEM, which the build trusts beside the public ones unless there are `caCertificates`. */
  readonly authorities?: string | undefined;
}

/** Certificates that the build trusts, in its scratch folder. */
export const TRUSTED = 'ca.crt';

/** All tars of one folder for one architecture. */
export interface TarFamily {
  /** The image's name, which is the folder's. */
  readonly name: string;
  readonly architecture: Architecture;
  /** The digests that the platform uses. */
  readonly inUse: readonly string[];
}

/** A command of a build. It runs in the build's scratch folder: the context is in `context`. */
export interface ImageCommand {
  readonly title: string;
  readonly command: BuilderName;
  readonly args: readonly string[];
  /** Milliseconds. */
  readonly timeout: number;
}

const MINUTE = 60_000;

/** The tar's name, here and on nodes. The architecture is no part of the tag, as a node only ever loads its own. */
export function tarName({ name, digest }: Pick<BuildableImage, 'name' | 'digest'>, architecture: Architecture): string {
  return `${name}-${digest}-${architecture}.tar`;
}

/** The tar's place. */
export function tarPath({ image, architecture, tars }: Pick<ImageBuild, 'image' | 'architecture' | 'tars'>): string {
  return join(tars, tarName(image, architecture));
}

/**
 * Of the tars in a folder, newest first, those of builds that no one needs. Of the builds of this folder that are no
 * longer in use, the last one is kept, to go back to.
 */
export function outdatedTars(tars: TarFamily, newestFirst: readonly string[]): string[] {
  const [before, after] = [`${tars.name}-`, `-${tars.architecture}.tar`];
  const earlier = newestFirst.filter((name) => {
    if (!name.startsWith(before) || !name.endsWith(after)) return false;
    const digest = name.slice(before.length, -after.length);
    return /^[0-9a-f]{16}$/.test(digest) && !tars.inUse.includes(digest);
  });
  return earlier.slice(1);
}

/** What is run to build the image and to save it as `image.tar`, in the one format that all three write and k3s loads. */
export function planImageBuild(build: ImageBuild, builder: BuilderName): ImageCommand[] {
  const { reference } = build.image;
  const save = {
    docker: ['save', '--output', 'image.tar', reference],
    podman: ['save', '--format', 'docker-archive', '--output', 'image.tar', reference],
    buildah: ['push', reference, `docker-archive:image.tar:${reference}`],
  }[builder];
  return [
    { title: `Build ${reference}`, command: builder, args: buildArgs(build, builder), timeout: 60 * MINUTE },
    { title: `Save ${reference}`, command: builder, args: save, timeout: 20 * MINUTE },
  ];
}

/**
 * podman and buildah take a step from an earlier build although a file that it mounts, such as requirements.txt, has changed
 * since. Source: containers/buildah issue 5400.
 */
const UNCACHED = ['--no-cache'];

function buildArgs(build: ImageBuild, builder: BuilderName): string[] {
  const { image, architecture, pipConfig, authorities } = build;
  const trusted = build.caCertificates ?? (authorities === undefined ? undefined : TRUSTED);
  const values = { ...(image.base === undefined ? {} : { BASE: image.base }), ...image.args };
  return [
    // --load: whatever buildx's driver, the image has to get to the engine. Docker's format: OCI's has no health check.
    ...(builder === 'docker'
      ? ['buildx', 'build', '--load', '--progress', 'plain']
      : ['build', '--format', 'docker', ...UNCACHED]),
    ...['--platform', `linux/${architecture}`, '--file', 'context/Dockerfile'],
    ...Object.entries(values).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...Object.entries(labels(build)).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...(pipConfig === undefined ? [] : ['--secret', `id=pip.conf,src=${pipConfig}`]),
    ...(trusted === undefined ? [] : ['--secret', `id=ca.crt,src=${trusted}`]),
    ...['--tag', image.reference, 'context'],
  ];
}

const TITLE = 'org.opencontainers.image.title';

/**
 * The OCI annotations. They are given here and not in the Dockerfile, so that a commit that changes nothing of the image
 * does not change its tag.
 */
function labels({ image, labels = {} }: ImageBuild): Record<string, string> {
  return {
    ...(image.labels.has(TITLE) ? {} : { [TITLE]: image.name }),
    'org.opencontainers.image.version': image.digest,
    ...(image.base === undefined ? {} : { 'org.opencontainers.image.base.name': image.base }),
    ...labels,
  };
}
