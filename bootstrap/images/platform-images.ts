import { resolve } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { splitReference } from '../../platform/image-reference.ts';
import { namedImages } from '../../platform/named-images.ts';
import type { Platform } from '../../platform/platform.ts';
import { type BuildableImage, readImage } from '../../settings/image.ts';
import { UserError } from '../../system/user-error.ts';

/** An image of the platform that is built here, as its reference names it. */
export interface BuiltHere {
  /** In platform.yaml, and on the command line. */
  readonly title: string;
  /** The folder's name. */
  readonly name: string;
  readonly digest: string;
  readonly reference: string;
  readonly folder: string;
  readonly base: string | undefined;
  /** The digests of the same folder that other images of the platform use, on another base. */
  readonly alsoInUse: readonly string[];
}

type Images = Pick<Platform, 'images' | 'hub' | 'servers'>;

/**
 * The images that the platform builds, or those of them that are named, each once.
 *
 * @throws UserError with every name that is none of them
 */
export function imagesBuiltHere(platform: Images, names: readonly string[] = []): BuiltHere[] {
  const all = namedImages(platform).flatMap(({ title, build: folder, base, reference }) => {
    if (folder === undefined || reference === undefined) return [];
    const { name: repository, tag: digest } = splitReference(reference);
    return [{ title, name: repository.slice(repository.lastIndexOf('/') + 1), digest, reference, folder, base }];
  });
  const wrong = names.filter((name) => !all.some(({ title }) => title === name));
  if (wrong.length > 0) {
    throw new UserError(wrong.map((name) => whyNot(name, platform)).join('\n'), {
      fix: all.length === 0 ? 'No image has `build`.' : `Built here: ${all.map(({ title }) => title).join(', ')}.`,
      exitCode: 2,
    });
  }
  return all
    .filter(({ title }) => names.length === 0 || names.includes(title))
    .filter((it, i, chosen) => chosen.findIndex(({ reference }) => reference === it.reference) === i)
    .map((it) => {
      const others = all.filter(({ name, digest }) => name === it.name && digest !== it.digest);
      return { ...it, alsoInUse: [...new Set(others.map(({ digest }) => digest))] };
    });
}

/** Those of them that nodes can have only from a tar, since no registry has them. */
export function imagesOnlyHere(platform: Images & Pick<Platform, 'registry'>): BuiltHere[] {
  return platform.registry.push === undefined ? imagesBuiltHere(platform) : [];
}

/** Reads the files of an image for its build, which makes the very reference that the manifests have. */
export function readBuild({ folder, base, reference }: BuiltHere, directory: string): BuildableImage {
  return { ...readImage({ folder: resolve(directory, folder), base }), reference };
}

function whyNot(name: string, platform: Images): string {
  const all = namedImages(platform);
  const other = all.find(({ title }) => title === name);
  if (other !== undefined) {
    const pulled = other.reference ?? 'the image of the chart';
    return `platform.yaml: the image ${name} is not built here: it is pulled as ${pulled}`;
  }
  const names = all.filter(({ build }) => build !== undefined).map(({ title }) => title);
  return `platform.yaml has no image ${name}${names.length > 0 ? `; did you mean ${closest(name, names)}?` : ''}`;
}
