import { resolve } from 'node:path';
import { isFloating, withTag } from '../platform/image-reference.ts';
import type { PlatformHub, PlatformImage } from '../platform/platform.ts';
import { LENGTHS } from '../platform/schema/choices.ts';
import type { Settings } from '../platform/schema/platform.ts';
import type { PathSegment, SettingsProblem } from '../system/problem.ts';
import { shorten } from '../system/shorten.ts';
import { UserError } from '../system/user-error.ts';
import { floatingBase } from './check/images.ts';
import { type BuildableImage, readImage } from './image.ts';
import { imageContents } from './image-contents.ts';
import { jupyterhubOf } from './jupyterhub-release.ts';

/** An image as the settings name it, in a registry or as a folder. */
interface Named {
  readonly image?: string | undefined;
  readonly build?: string | undefined;
  readonly base?: string | undefined;
}

/** The images of the settings with the references that nodes run. Reads folders, builds nothing. */
export function resolveImages(
  settings: Settings,
  directory: string,
): { hub: PlatformHub; images: PlatformImage[]; problems: SettingsProblem[] } {
  const problems: SettingsProblem[] = [];
  const { push } = settings.registry;
  const read = ({ build, base }: Named, path: readonly PathSegment[]): BuildableImage | undefined => {
    if (build === undefined) return undefined;
    try {
      const image = readImage({ folder: resolve(directory, build), base });
      const from = (it: string) => (it === base ? 'base' : 'build');
      problems.push(...image.bases.filter(isFloating).map((it) => floatingBase([...path, from(it)], it)));
      return push === undefined ? image : { ...image, reference: `${push}/${image.name}:${image.digest}` };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push({ path: [...path, 'build'], message: error.message, ...(error.fix && { fix: error.fix }) });
      return undefined;
    }
  };
  const images = settings.images.map((image, i): PlatformImage => {
    const built = read(image, ['images', i]);
    const contents = image.contents ?? (built ? imageContents(built.folder, built.bases) : []);
    return { ...describedBy(built), ...image, contents, reference: built?.reference ?? withTag(image.image ?? '') };
  });
  const { hub } = settings;
  const built = read(hub, ['hub']);
  const reference = built?.reference ?? (hub.image && withTag(hub.image));
  return { hub: { ...hub, reference, jupyterhub: jupyterhubOf(hub, built) }, images, problems };
}

/** What the Dockerfile's labels say of an image, as long as the settings would allow; the settings say it better. */
function describedBy(image: BuildableImage | undefined): Pick<PlatformImage, 'title' | 'description'> {
  const label = (name: string) => image?.labels.get(`org.opencontainers.image.${name}`)?.trim();
  const [title, description] = [label('title'), label('description')];
  return {
    ...(title && { title: shorten(title, LENGTHS.title) }),
    ...(description && { description: shorten(description, LENGTHS.description) }),
  };
}
