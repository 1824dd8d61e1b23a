import { Command } from 'commander';
import { helpText } from '../system/fit.ts';

export interface ImportCommandOptions {
  readonly to: string;
  readonly fromCluster?: true;
  readonly context?: string;
  readonly namespace?: string;
  readonly release?: string;
  readonly path?: string;
  readonly report?: string;
  readonly secrets?: string;
  readonly package?: string;
}

/** `hubwright import`: a project from values of Zero to JupyterHub, or the config of The Littlest JupyterHub. */
export function importCommand(): Command {
  return new Command('import')
    .argument(
      '[values...]',
      'files of chart values, merged as `helm upgrade --values` does: the last wins; or the config.yaml of TLJH; - is standard input',
    )
    .requiredOption('--to <folder>', 'a new or empty folder for the project')
    .option(
      '--from-cluster',
      'read the release of JupyterHub that runs in a cluster, with your kubectl; after the files, if any',
    )
    .option('--context <name>', 'the cluster: a context of your kubeconfig, if not the current one')
    .option('--namespace <name>', 'where the release is, if not the only one in the cluster')
    .option('--release <name>', 'its name in Helm, if not the only one')
    .option(
      '--path <key>',
      'which hub, where values have several: the key that it is below, such as staging.jupyterhub',
    )
    .option('--report <file>', 'write the report to a new file, too')
    .option('--secrets <file>', 'write the secrets that the values contain to a new file that only you can read')
    .option('--package <spec>', 'where npm gets Hubwright, if not from its registry: a tarball or a git address')
    .addHelpText(
      'after',
      helpText(`
Reads values of the chart, of older versions too, also below \`jupyterhub:\` or in a HelmRelease, and writes a project with
platform.yaml and users.yaml. What no setting says stays under hub.values. The report says of every value what became of
it, what you have to decide, and which secrets to set; it contains none of them. The values that the project gives the
chart are compared with those that it got. With --from-cluster, the report also names the claims with homes and the hub's
database; nothing in the cluster changes. Exits with 1 if something is missing without which platform.yaml does not load.

Examples:
  npx hubwright import values.yaml --to lab
  npx hubwright import common.yaml prod.yaml --to lab --report import.md --secrets lab.env
  helm get values hub --output yaml | npx hubwright import - --to lab
  npx hubwright import config.yaml --to lab
  npx hubwright import --from-cluster --context old --to lab --secrets lab.env`),
    )
    .action(async (files: string[], options: ImportCommandOptions) => {
      const { runImport } = await import('./run-import.ts');
      await runImport(
        files.map((it) => (it === '-' ? '/dev/stdin' : it)),
        options,
      );
    });
}
