import { Command } from 'commander';

/** `hubwright synth`: settings to manifests. */
export function synthCommand(): Command {
  return new Command('synth')
    .option('--print', 'print the manifests without secrets, and write nothing')
    .option('--list-images', 'print every image that the cluster needs, and write nothing')
    .option('--chart <path>', 'with --list-images: chart (.tgz or folder) to read the images from, with helm')
    .action(async (options: { print?: boolean; listImages?: boolean; chart?: string }) => {
      if (options.print) return (await import('./print-manifests.ts')).printManifests();
      if (!options.listImages) return (await import('./synthesize.ts')).synthesize();
      const { printImages } = await import('./print-images.ts');
      await printImages(options.chart);
    });
}
