import { cpSync } from 'node:fs';
import { resolve } from 'node:path';
import { notBuilt } from '../bootstrap/images/built-tars.ts';
import { idleConfigs } from '../lib/releases.ts';
import { otherPods, uncountedReleases } from '../lib/workloads.ts';
import { describeCapacity } from '../platform/describe-capacity.ts';
import { weakPoints } from '../platform/weak-points.ts';
import { type Loaded, loadWithSecrets } from '../settings/load.ts';
import { formatLocated } from '../system/problem.ts';
import { note } from '../system/terminal.ts';
import { checkManifests } from './check-manifests.ts';
import { withFreshManifests } from './fresh-manifests.ts';
import { type Published, publish } from './publish.ts';

/** The output folder of cdk8s.yaml, which cdk8s-cli empties first. */
const CDK8S_OUTPUT = '.hubwright/synth';
const DIST = 'dist';

/**
 * Has main.ts build its charts, checks the manifests and puts them into `dist/`, all or none. For
 * cdk8s-cli, which reads them again, they are copied to its output folder; with another `--output`, only there. What it
 * has to note goes to stderr, since cdk8s-cli keeps stdout for itself.
 */
export async function synthesize(given?: Loaded): Promise<void> {
  const loaded = given ?? (await loadWithSecrets());
  process.umask(0o077);
  const outdir = process.env.CDK8S_OUTDIR;
  await withFreshManifests(loaded.platform, (folder) => {
    const manifests = checkManifests(folder, loaded.platform.cluster.k3sVersion);
    if (outdir === undefined || resolve(outdir) === resolve(CDK8S_OUTPUT)) {
      summarize(loaded, publish(folder, DIST), manifests);
    }
    if (outdir !== undefined) cpSync(folder, outdir, { recursive: true });
  });
}

function summarize(
  { platform, warnings }: Loaded,
  { changes, notes }: Published,
  manifests: ReadonlyMap<string, string>,
): void {
  for (const warning of warnings) note(formatLocated(warning));
  for (const point of weakPoints(platform)) note(`warning: ${point}`);
  for (const text of idleConfigs(manifests)) note(`warning: ${text}`);
  const unbuilt = notBuilt(platform, '.');
  if (unbuilt.length > 0) note(`note: images not built yet: ${unbuilt.join(', ')}; run \`npx hubwright image build\``);
  note(describeCapacity(platform, otherPods(manifests)));
  for (const release of uncountedReleases(manifests)) {
    note(`note: capacity does not count the pods of the release ${release}: declare \`requests\` of its HelmRelease`);
  }
  for (const text of notes) note(text);
  note(changes.length === 0 ? `${DIST}/ is up to date` : `${DIST}/: ${changes.join(', ')}`);
}
