import { resolve } from 'node:path';
import { buildImage, isBuilt } from '../bootstrap/images/build.ts';
import { buildNotes } from '../bootstrap/images/build-notes.ts';
import { ARCHITECTURES, type Architecture, type ImageBuild, planImageBuild } from '../bootstrap/images/build-plan.ts';
import { findBuilder } from '../bootstrap/images/builder.ts';
import { type BuiltHere, imagesBuiltHere, readBuild } from '../bootstrap/images/platform-images.ts';
import { provenanceLabels } from '../bootstrap/images/provenance.ts';
import type { Platform } from '../platform/platform.ts';
import { loadPlatform } from '../settings/load.ts';
import { inUnits } from '../system/bytes.ts';
import { forDisplay, type Run, run } from '../system/exec.ts';
import { interruptible } from '../system/interruptible.ts';
import { failureOf, runTasks, type Task } from '../system/task-list.ts';
import { note, print, printData } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import type { BuildImagesOptions } from './image-command.ts';

/** Where finished tars are kept, from the folder of platform.yaml. */
export const TARS = '.hubwright/images';

/** `image tag`. */
export function printTags(names: readonly string[]): void {
  const { platform } = loadPlatform({ secrets: 'mask' });
  for (const { title, reference } of imagesBuiltHere(platform, names)) printData(`${title}\t${reference}`);
}

/** `image build`. */
export async function buildImages(names: readonly string[], options: BuildImagesOptions): Promise<void> {
  const { platform } = loadPlatform({ secrets: 'mask' });
  const images = imagesBuiltHere(platform, names);
  if (images.length === 0) return print('Nothing to do: no image in platform.yaml has `build`.');
  const architecture = options.arch ?? ownArchitecture();
  const builds = await Promise.all(
    images.map(async (image) => ({
      title: image.title,
      build: await describeBuild(image, architecture, platform, options),
    })),
  );
  if (options.dryRun) return printPlan(builds, options, run);
  for (const text of builds.flatMap(({ build }) => buildNotes(build.image, platform.storage.home.path)))
    note(`note: ${text}`);
  const { builder } = options;
  const failed = await interruptible((signal) => {
    const tasks = builds.map(
      ({ title, build }): Task => ({
        title,
        run: async (progress) => {
          const { tar, bytes, built } = await buildImage(build, { run, builder, progress, signal });
          return `${built ? 'built' : 'already built'}, ${inUnits(bytes)} in ${tar}`;
        },
      }),
    );
    return runTasks(tasks, { signal });
  });
  if (failed.length > 0) {
    throw failureOf(`${failed.length} of ${builds.length} images failed to build`, failed, 'Finished images are kept.');
  }
  const where = platform.registry.push === undefined ? 'to the nodes' : `to ${platform.registry.push}`;
  print(`next: npx hubwright image ship${names.map((name) => ` ${name}`).join('')}   (copies them ${where})`);
}

async function describeBuild(
  image: BuiltHere,
  architecture: Architecture,
  { authorities }: Pick<Platform, 'authorities'>,
  { pipConfig, caCertificates }: BuildImagesOptions,
): Promise<ImageBuild> {
  return {
    image: readBuild(image, '.'),
    architecture,
    tars: resolve(TARS),
    alsoInUse: image.alsoInUse,
    labels: await provenanceLabels(resolve(image.folder), run),
    pipConfig: pipConfig === undefined ? undefined : resolve(pipConfig),
    caCertificates: caCertificates === undefined ? undefined : resolve(caCertificates),
    authorities,
  };
}

async function printPlan(
  builds: readonly { title: string; build: ImageBuild }[],
  { builder }: BuildImagesOptions,
  exec: Run,
): Promise<void> {
  for (const { title, build } of builds) {
    if (await isBuilt(build, exec)) {
      printData(`# ${title} is already built`);
      continue;
    }
    const commands = planImageBuild(build, await findBuilder(exec, builder));
    for (const { command, args } of commands) printData(forDisplay(command, args));
  }
}

function ownArchitecture(): Architecture {
  const own = process.arch === 'x64' ? 'amd64' : process.arch;
  const known = ARCHITECTURES.find((it) => it === own);
  if (known !== undefined) return known;
  throw new UserError(`this machine is ${own}, and images are built for ${ARCHITECTURES.join(' or ')}`, {
    fix: 'Set the architecture of the nodes: `--arch amd64` or `--arch arm64`.',
    exitCode: 2,
  });
}
