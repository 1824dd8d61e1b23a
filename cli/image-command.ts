import { Command, Option } from 'commander';
import { ARCHITECTURES, type Architecture } from '../bootstrap/images/build-plan.ts';
import { BUILDERS, type BuilderName } from '../bootstrap/images/builder.ts';
import { helpText } from '../system/fit.ts';

/** Options of `hubwright image build`. */
export interface BuildImagesOptions {
  readonly builder?: BuilderName;
  readonly arch?: Architecture;
  readonly pipConfig?: string;
  readonly caCertificates?: string;
  readonly dryRun?: true;
}

/** Options of `hubwright image ship`. */
export interface ShipImagesOptions {
  readonly push?: true;
  readonly builder?: BuilderName;
  readonly arch?: Architecture;
}

/** Options of `hubwright image lock`. */
export interface LockImagesOptions {
  readonly upgrade?: true;
}

/** `hubwright image`: the images that platform.yaml builds. */
export function imageCommand(): Command {
  return new Command('image')
    .addCommand(lockCommand())
    .addCommand(tagCommand())
    .addCommand(buildCommand())
    .addCommand(shipCommand());
}

const NAMES = ['[name...]', 'names of images in platform.yaml (default: all with `build`)'] as const;
const builderOption = () =>
  new Option('--builder <name>', 'builder to use (default: first available)').choices(BUILDERS);
const archOption = (usual: string) =>
  new Option('--arch <architecture>', `architecture of the nodes (default: ${usual})`).choices(ARCHITECTURES);

function lockCommand(): Command {
  return new Command('lock')
    .argument('[name...]', 'names of images in platform.yaml, or folders (default: all with a requirements.in)')
    .description(
      'Pin the packages of requirements.in, with hashes, in requirements.txt beside it. Pins that still fit are kept. Needs uv.',
    )
    .option('--upgrade', 'take the newest of everything')
    .action(async (names: string[], options: LockImagesOptions) => {
      const { lockImages } = await import('./lock-images.ts');
      await lockImages(names, options);
    });
}

function tagCommand(): Command {
  return new Command('tag')
    .argument(...NAMES)
    .description('Print name and reference of each image, separated by a tab. Needs no builder.')
    .action(async (names: string[]) => {
      const { printTags } = await import('./build-images.ts');
      printTags(names);
    });
}

function buildCommand(): Command {
  return new Command('build')
    .argument(...NAMES)
    .description('Build images, each as a tar in .hubwright/images. Built images are skipped.')
    .addOption(builderOption())
    .addOption(archOption("this machine's"))
    .option('--pip-config <file>', 'pip.conf for your own package index; never part of the image')
    .option(
      '--ca-certificates <file>',
      'certificates for pip to trust instead of certificateAuthority; never part of the image',
    )
    .option('--dry-run', 'print the commands without running them')
    .action(async (names: string[], options: BuildImagesOptions) => {
      const { buildImages } = await import('./build-images.ts');
      await buildImages(names, options);
    });
}

function shipCommand(): Command {
  return new Command('ship')
    .argument(...NAMES)
    .description(
      'Copy built images to every node in platform.yaml, or push them to registry.push. Sends only what is missing.',
    )
    .option('--push', 'push to the registry; fails if platform.yaml has no registry.push')
    .addOption(builderOption())
    .addOption(archOption('that of the built tar'))
    .addHelpText(
      'after',
      helpText(`
It can be interrupted at any time and run again. The previous image stays on the nodes, older ones are removed.
--builder and --arch only apply to a registry: a node gets the tar of its own architecture.

Example:
  npx hubwright image build && npx hubwright image ship`),
    )
    .action(async (names: string[], options: ShipImagesOptions) => {
      const { shipImages } = await import('./ship-images.ts');
      await shipImages(names, options);
    });
}
