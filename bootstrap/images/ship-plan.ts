import type { HostFacts } from '../../cluster/probe.ts';
import type { FoundEntry } from '../../cluster/probe-answers.ts';
import { inUnits } from '../../system/bytes.ts';
import type { Host } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { ARCHITECTURES, type Architecture, outdatedTars, tarName } from './build-plan.ts';
import type { BuiltHere } from './platform-images.ts';

/** Where k3s looks for images on a node. It imports what it finds at its start, and since 1.32 what is put there later. */
export const IMAGE_FOLDER = '/var/lib/rancher/k3s/agent/images';

/** Milliseconds that k3s may take to import a tar of so many bytes: 2 MB a second, which the slowest machines reach. */
export const importTime = (bytes: number) => 2 * 60_000 + bytes / 2000;

/** A tar on this machine. */
export interface LocalTar {
  readonly path: string;
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}

/** An image with its tars, one for each architecture that it was built for. */
export interface ShippedImage extends BuiltHere {
  readonly tars: ReadonlyMap<Architecture, LocalTar>;
}

/** What is done on one node, in this order. */
export interface ShipPlan {
  readonly uploads: readonly { readonly image: ShippedImage; readonly tar: LocalTar; readonly path: string }[];
  /** The service that imports; undefined while k3s is not running, and then nothing is awaited or removed. */
  readonly unit: string | undefined;
  /** Images that k3s does not have yet. */
  readonly imports: readonly { readonly image: ShippedImage; readonly tar: LocalTar }[];
  /** Paths of tars that no one needs once all images are there. */
  readonly removals: readonly string[];
}

/** What of a disk has to stay free: the kubelet evicts pods below it. */
const RESERVE = 0.05;
/** What of a node tells which of its tars are needed. */
type NodeTars = Pick<HostFacts, 'architecture' | 'entries' | 'clock'>;
/** Milliseconds after which an unfinished upload counts as left by a run that was killed. */
const ABANDONED = 60 * 60_000;

/**
 * Works out what a node lacks.
 *
 * @param facts with the files of {@link IMAGE_FOLDER}
 * @throws UserError if the node could not run an image, or has no room for what it lacks
 */
export function planShipment(images: readonly ShippedImage[], facts: HostFacts, host: Host): ShipPlan {
  const architecture = architectureOf(images, facts, host);
  const wanted = images.map((image) => {
    const tar = image.tars.get(architecture) as LocalTar;
    return { image, tar, path: `${IMAGE_FOLDER}/${tarName(image, architecture)}` };
  });
  const uploads = wanted.filter(
    ({ path, tar }) => !facts.entries.some((there) => there.path === path && there.bytes === tar.bytes),
  );
  checkRoom(
    uploads.map(({ tar }) => tar.bytes),
    facts,
    host,
  );
  const unit = [...facts.units].find(([, { state }]) => state === 'active')?.[0];
  return {
    uploads,
    unit,
    imports: wanted.filter(({ image }) => !facts.images.has(image.reference)),
    removals: unit === undefined ? [] : outdatedOn(images, facts),
  };
}

function architectureOf(images: readonly ShippedImage[], { architecture }: HostFacts, host: Host): Architecture {
  const known = ARCHITECTURES.find((it) => it === architecture);
  const lacking = images.filter(({ tars }) => known === undefined || !tars.has(known));
  if (known !== undefined && lacking.length === 0) return known;
  const problems = lacking.map(({ title, tars }) => `${title} is built for ${[...tars.keys()].join(' and ')}`);
  throw new UserError(`${host.name} (${host.describe()}) is ${architecture}, and ${problems.join(', ')}`, {
    fix:
      known === undefined
        ? `Images can be built for ${ARCHITECTURES.join(' and ')}.`
        : `Also build for it: \`npx hubwright image build ${lacking.map(({ title }) => title).join(' ')} --arch ${known}\`.`,
  });
}

function checkRoom(uploads: readonly number[], { disk }: HostFacts, host: Host): void {
  // The tar stays, and k3s unpacks it beside.
  const needed = 2 * uploads.reduce((sum, bytes) => sum + bytes, 0);
  if (needed === 0 || disk.free - needed >= RESERVE * disk.total) return;
  const room = `${inUnits(disk.free)} of ${inUnits(disk.total)} are free`;
  throw new UserError(
    `${host.name} (${host.describe()}): no room for ${inUnits(needed)} of images and their tars: ${room}`,
    {
      fix: `Free space on the disk of /var/lib/rancher, then run the same command again. Below ${RESERVE * 100} % Kubernetes evicts pods.`,
    },
  );
}

/** Paths of the tars on a node that no one needs once it has these images, the last previous ones aside. */
export function outdatedOn(images: readonly BuiltHere[], node: NodeTars): string[] {
  const architecture = ARCHITECTURES.find((it) => it === node.architecture);
  if (architecture === undefined) return [];
  const nameOf = ({ path }: FoundEntry) => path.slice(path.lastIndexOf('/') + 1);
  const newestFirst = [...node.entries].sort((a, b) => b.time - a.time).map(nameOf);
  const abandoned = node.entries.filter(({ time }) => node.clock - time > ABANDONED).map(nameOf);
  const names = images.flatMap(({ name, digest, alsoInUse }) => [
    ...outdatedTars({ name, architecture, inUse: [digest, ...alsoInUse] }, newestFirst),
    ...abandoned.filter((it) => it.startsWith(`.${name}-`) && it.endsWith('.tar.hubwright')),
  ]);
  return [...new Set(names)].map((name) => `${IMAGE_FOLDER}/${name}`);
}
