import { parseReference } from '../platform/image-reference.ts';
import type { Settings } from '../platform/schema/platform.ts';
import { chartHubImage, versions } from '../platform/versions.ts';
import { valueAt } from '../system/mapping.ts';
import type { BuildableImage } from './image.ts';

/** `jupyterhub==5.5.4`, in a requirements file or a step of a Dockerfile; not `jupyterhub-kubespawner==…`. */
const PIN = /(?:^|[\s'"])jupyterhub(?:\[[\w,-]*\])?\s*==\s*(\d+(?:\.\d+)+[\w.]*)/m;

/** The release of JupyterHub that the hub of these settings runs; undefined if only the running hub knows. */
export function jupyterhubOf(hub: Settings['hub'], built: BuildableImage | undefined): string | undefined {
  const raw = ['name', 'tag'].some((key) => valueAt(hub.values, ['hub', 'image', key]) !== undefined);
  if (raw) return undefined;
  if (built !== undefined) return pinnedIn(built) ?? ofImage(built.bases[0]);
  if (hub.image !== undefined) return ofImage(hub.image);
  return hub.chart.file === undefined && hub.chart.version === versions.chart ? versions.jupyterhubOfChart : undefined;
}

/** A lock takes precedence over what it was made from, and that over the Dockerfile. */
function pinnedIn({ files }: BuildableImage): string | undefined {
  const texts = ['requirements.txt', 'requirements.in', 'Dockerfile'].flatMap((name) =>
    files.filter(({ path }) => path === name || path.endsWith(`/${name}`)),
  );
  return texts.map(({ content }) => PIN.exec(Buffer.from(content).toString())?.[1]).find((it) => it !== undefined);
}

/** The chart's own image is known, also on a mirror. */
function ofImage(reference: string | undefined): string | undefined {
  const [found, own] = [reference ?? '', chartHubImage].map(parseReference);
  const isOwn = found?.tag === own?.tag && baseName(found?.name) === baseName(own?.name);
  return found !== undefined && isOwn ? versions.jupyterhubOfChart : undefined;
}

const baseName = (name = '') => name.slice(name.lastIndexOf('/') + 1);
