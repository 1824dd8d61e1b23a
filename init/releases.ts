import manifest from '../package.json' with { type: 'json' };
import { baseImage, chartHubImage, versions } from '../platform/versions.ts';
import { type PackageFacts, packageFacts, sameFiles } from './project-files.ts';
import recorded from './releases.json' with { type: 'json' };
import { digest, partsOf } from './update/parts.ts';

/** What a release brings, under the names that `update` prints. */
export interface Pins {
  readonly chart: string;
  readonly JupyterHub: string;
  readonly k3s: string;
  readonly 'base of notebooks': string;
  readonly 'base of the hub': string;
}

/** A release, as far as projects that were made by it have to be brought forward. */
export interface Release {
  readonly version: string;
  readonly pins: Pins;
  /** What a project's package.json has of it. */
  readonly package: PackageFacts;
  /** Digests of what `init` wrote the same in each project, by file, or by folder of an image. */
  readonly parts: Readonly<Record<string, string>>;
}

/** Those that were made, oldest first. `npm version` adds to them. */
export const RELEASES: readonly Release[] = recorded;

/** The one that runs. */
export function thisRelease(): Release {
  return {
    version: manifest.version,
    pins: {
      chart: versions.chart,
      JupyterHub: versions.jupyterhub,
      k3s: versions.k3s,
      'base of notebooks': baseImage,
      'base of the hub': chartHubImage,
    },
    package: packageFacts(manifest),
    parts: Object.fromEntries([...partsOf(sameFiles())].map(([name, part]) => [name, digest(part)])),
  };
}
