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

/** `hubwright image`: the images that platform.yaml builds. */
export function imageCommand(): Command {
  return new Command('image').addCommand(tagCommand()).addCommand(buildCommand()).addCommand(shipCommand());
}

const NAMES = ['[name...]', 'images of platform.yaml (default: all that are built here)'] as const;
const builderOption = () =>
  new Option('--builder <name>', 'what builds (default: the first that works)').choices(BUILDERS);
const archOption = (usual: string) =>
  new Option('--arch <architecture>', `architecture of the nodes (default: ${usual})`).choices(ARCHITECTURES);

function tagCommand(): Command {
  return new Command('tag')
    .argument(...NAMES)
    .description('Print name and reference of each image, with a tab between. Needs no builder.')
    .action(async (names: string[]) => {
      const { printTags } = await import('./build-images.ts');
      printTags(names);
    });
}

function buildCommand(): Command {
  return new Command('build')
    .argument(...NAMES)
    .description('Build images, each as a tar in .hubwright/images. What is built is skipped.')
    .addOption(builderOption())
    .addOption(archOption("this machine's"))
    .option('--pip-config <file>', 'a pip.conf, for your own package index; never part of the image')
    .option('--ca-certificates <file>', 'certificates that pip shall trust; never part of the image')
    .option('--dry-run', 'print the commands, and run none of them')
    .action(async (names: string[], options: BuildImagesOptions) => {
      const { buildImages } = await import('./build-images.ts');
      await buildImages(names, options);
    });
}

function shipCommand(): Command {
  return new Command('ship')
    .argument(...NAMES)
    .description(
      'Put built images on every node of platform.yaml, or into the registry of registry.push. Only what is missing is sent.',
    )
    .option('--push', 'into the registry; fails if platform.yaml has no registry.push')
    .addOption(builderOption())
    .addOption(archOption('the one that was built'))
    .addHelpText(
      'after',
      helpText(`
It can be stopped at any time and run again. The last previous image stays on the nodes, older ones are removed.
--builder and --arch count for a registry only: a node gets the tar of its own architecture.

Example:
  npx hubwright image build && npx hubwright image ship`),
    )
    .action(async (names: string[], options: ShipImagesOptions) => {
      const { shipImages } = await import('./ship-images.ts');
      await shipImages(names, options);
    });
}
