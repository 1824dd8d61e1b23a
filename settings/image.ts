import { basename, join, resolve } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { type ImageInputs, imageDigest, imageReference } from '../platform/image-tag.ts';
import { UserError } from '../system/user-error.ts';
import { dockerfileArgs, dockerfileLabels } from './dockerfile.ts';
import { readImageContext } from './image-context.ts';

/** An image as the settings name it. */
export interface ImageSource {
  /** The folder with its Dockerfile; the folder's name is the image's. */
  readonly folder: string;
  /**
   * Another base image.
   * @default - what `ARG BASE=…` in the Dockerfile says
   */
  readonly base?: string | undefined;
  /**
   * Build arguments, each declared by an `ARG` in the Dockerfile. They are part of the tag and stay readable in the
   * image, so they must not be secrets.
   * @default - none
   */
  readonly args?: Readonly<Record<string, string>> | undefined;
}

/** An image with everything that goes into it, and so with its tag. */
export interface BuildableImage extends ImageInputs {
  readonly name: string;
  readonly folder: string;
  /** The images that its Dockerfile starts from. */
  readonly bases: readonly string[];
  /** The labels that its Dockerfile gives it, by name. */
  readonly labels: ReadonlyMap<string, string>;
  /** The tag. */
  readonly digest: string;
  /** `registry.hubwright.internal/<name>:<digest>` */
  readonly reference: string;
}

/** Reads an image's folder and works out its tag. Needs no build tool. */
export function readImage(source: ImageSource): BuildableImage {
  const files = readImageContext(source.folder);
  const dockerfile = files.find(({ path }) => path === 'Dockerfile');
  const text = Buffer.from(dockerfile?.content ?? []).toString();
  const declared = dockerfileArgs(text);
  checkArgs(source, declared.declared);
  const base = source.base ?? declared.base;
  const bases = [...(base === undefined ? [] : [base]), ...declared.from];
  const args = source.args ?? {};
  const name = basename(resolve(source.folder));
  const digest = imageDigest({ files, base, args });
  const labels = dockerfileLabels(text);
  return {
    name,
    folder: source.folder,
    files,
    base,
    bases,
    labels,
    args,
    digest,
    reference: imageReference(name, digest),
  };
}

/** A builder only warns about an argument that the Dockerfile does not know, and builds without it. */
function checkArgs({ folder, base, args = {} }: ImageSource, declared: ReadonlySet<string>): void {
  const dockerfile = join(folder, 'Dockerfile');
  if ('BASE' in args) {
    throw new UserError(`${dockerfile}: the build argument BASE is the base image`, {
      fix: 'Set it as the base, not among the other arguments.',
      exitCode: 2,
    });
  }
  if (base !== undefined && !declared.has('BASE')) {
    throw new UserError(`${dockerfile}: the settings set a base image, but this Dockerfile has no ARG BASE`, {
      fix: 'Start it with the lines `ARG BASE=<default base>` and `FROM $BASE`, or remove the base from the settings.',
      exitCode: 2,
    });
  }
  const unknown = Object.keys(args).filter((name) => !declared.has(name));
  if (unknown.length === 0) return;
  const others = [...declared].filter((name) => name !== 'BASE');
  const known = others.length === 0 ? 'It declares none besides BASE' : `It declares ${others.join(', ')}`;
  throw new UserError(`${dockerfile}: no ARG for the build argument ${unknown.join(', ')}`, {
    fix: `${known}. ${others.length > 0 ? `Did you mean ${closest(unknown[0] ?? '', others)}? ` : ''}Otherwise add a line such as \`ARG ${unknown[0]}\`.`,
    exitCode: 2,
  });
}
