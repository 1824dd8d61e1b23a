import { UserError } from '../../settings/user-error.ts';
import type { Host } from '../hosts/host.ts';
import type { HostFacts } from '../survey/probe.ts';
import { ARCHITECTURES, type Architecture, outdatedTars, tarName } from './build-plan.ts';
import { inUnits } from './bytes.ts';
import type { BuiltHere } from './platform-images.ts';

/** Where k3s looks for images on a node. It imports what it finds at its start, and since 1.32 what is put there later. */
export const IMAGE_FOLDER = '/var/lib/rancher/k3s/agent/images';

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

/** A file in the image folder of a node. */
export interface NodeTar {
  readonly name: string;
  readonly bytes: number;
  /** When it was put there, in milliseconds since 1970 by the node's clock. */
  readonly time: number;
}

/** A node as it was before anything was sent. */
export interface NodeState {
  readonly facts: HostFacts;
  readonly tars: readonly NodeTar[];
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
/** Milliseconds after which an unfinished upload counts as left by a run that was killed. */
const ABANDONED = 60 * 60_000;

/**
 * Works out what a node lacks.
 *
 * @throws UserError if the node could not run an image, or has no room for what it lacks
 */
export function planShipment(images: readonly ShippedImage[], node: NodeState, host: Host): ShipPlan {
  const architecture = architectureOf(images, node.facts, host);
  const wanted = images.map((image) => {
    const tar = image.tars.get(architecture) as LocalTar;
    return { image, tar, name: tarName(image, architecture) };
  });
  const uploads = wanted
    .filter(({ name, tar }) => !node.tars.some((there) => there.name === name && there.bytes === tar.bytes))
    .map(({ image, tar, name }) => ({ image, tar, path: `${IMAGE_FOLDER}/${name}` }));
  checkRoom(
    uploads.map(({ tar }) => tar.bytes),
    node.facts,
    host,
  );
  const unit = [...node.facts.units].find(([, { state }]) => state === 'active')?.[0];
  const removals = unit === undefined ? [] : images.flatMap((image) => outdated(image, architecture, node));
  return {
    uploads,
    unit,
    imports: wanted.filter(({ image }) => !node.facts.images.has(image.reference)),
    removals: [...new Set(removals)].map((name) => `${IMAGE_FOLDER}/${name}`),
  };
}

function architectureOf(images: readonly ShippedImage[], { architecture }: HostFacts, host: Host): Architecture {
  const known = ARCHITECTURES.find((it) => it === architecture);
  const lacking = images.filter(({ tars }) => known === undefined || !tars.has(known));
  if (known !== undefined && lacking.length === 0) return known;
  const faults = lacking.map(({ title, tars }) => `${title} is built for ${[...tars.keys()].join(' and ')}`);
  throw new UserError(`${host.name} (${host.describe()}) is ${architecture}, and ${faults.join(', ')}`, {
    hint:
      known === undefined
        ? `Images can be built for ${ARCHITECTURES.join(' and ')}.`
        : `Build for it as well: \`npx hubwright image build ${lacking.map(({ title }) => title).join(' ')} --arch ${known}\`.`,
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
      hint: `Free room on the disk of /var/lib/rancher, then run the same command again. Below ${RESERVE * 100} % Kubernetes evicts pods.`,
    },
  );
}

function outdated(image: ShippedImage, architecture: Architecture, { facts, tars }: NodeState): string[] {
  const newestFirst = [...tars].sort((a, b) => b.time - a.time).map(({ name }) => name);
  const inUse = [image.digest, ...image.alsoInUse];
  const unfinished = tars.filter(
    ({ name, time }) =>
      name.startsWith(`.${image.name}-`) && name.endsWith('.tar.hubwright') && facts.clock - time > ABANDONED,
  );
  return [
    ...outdatedTars({ name: image.name, architecture, inUse }, newestFirst),
    ...unfinished.map(({ name }) => name),
  ];
}
