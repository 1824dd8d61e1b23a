import { readManifests } from '../bootstrap/dist.ts';
import { chartValues } from '../lib/chart-values.ts';
import { imagesOfMain, undeclaredImages } from '../lib/images-of-main.ts';
import { listImages, platformImages } from '../lib/list-images.ts';
import { versions } from '../platform/versions.ts';
import { loadPlatform } from '../settings/load.ts';
import { chartDefaults } from '../settings/raw-values/chart-facts.ts';
import { CommandError, run } from '../system/exec.ts';
import { note, printData } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { withFreshManifests } from './fresh-manifests.ts';

/**
 * Prints every image of the platform, one a line: with a chart, from its rendered templates; without, from the values
 * that the templates would be rendered with. What needs saying goes to stderr, so that the list can be piped.
 *
 * @param chart folder or archive of the chart; by default that of `HUBWRIGHT_CHART` or of `hub.chart.file`
 */
export async function printImages(chart: string | undefined): Promise<void> {
  const { platform } = loadPlatform({ secrets: 'mask' });
  const values = chartValues(platform);
  const source = chart ?? process.env.HUBWRIGHT_CHART ?? platform.hub.chart.file;
  const rendered = source === undefined ? undefined : await render(source, values);
  const manifests = await withFreshManifests(platform, (folder) => readManifests(folder));
  const { images, from } = listImages({
    platform: [...platformImages(platform), ...imagesOfMain(manifests)],
    values: { ...values },
    defaults: chartDefaults(),
    ...(rendered !== undefined && { rendered }),
  });
  for (const image of images) printData(image);
  note(
    from === 'templates'
      ? `from the templates of ${source}`
      : `from the default values of chart ${versions.chart}; --chart PATH reads its templates`,
  );
  for (const text of undeclaredImages(manifests)) note(text);
  note(`the images of k3s itself are in the airgap archive of ${platform.cluster.k3sVersion}`);
}

async function render(chart: string, values: object): Promise<string> {
  const args = ['template', 'jupyterhub', chart, '--kube-version', versions.kubernetes, '--values', '-'];
  try {
    const { stdout } = await run('helm', args, { input: JSON.stringify(values), timeout: 60_000 });
    return stdout;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new UserError(`helm could not render ${chart}: ${error.message}`, {
      fix: 'install helm 3.18 or newer and name a chart archive or folder, or leave --chart out',
      cause: error,
    });
  }
}
