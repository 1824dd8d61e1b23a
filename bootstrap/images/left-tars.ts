import { readFileSync } from 'node:fs';
import type { HostFacts } from '../../cluster/probe.ts';
import type { FoundEntry } from '../../cluster/probe-answers.ts';
import { recordedPlatform } from '../../cluster/record/recorded-platform.ts';
import { revisionOf } from '../../cluster/record/recorded-upgrade.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Host, unlessSilent } from '../../system/hosts/host.ts';
import { imagesBuiltHere, imagesOnlyHere } from './platform-images.ts';
import { IMAGE_FOLDER } from './ship-plan.ts';

const READ = readFileSync(new URL('recorded-deployments.sh', import.meta.url), 'utf8');
const TAR = new RegExp(`^${IMAGE_FOLDER}/(.+)-([0-9a-f]{16})-(?:amd64|arm64)\\.tar$`);

/** `science-0123456789abcdef`: an image by its folder and the digest of its input; one that a registry has, by its reference. */
type Built = string;

/** The tars on nodes whose images have left the settings, or are in a registry now, by node; others of the same name are removed as they are replaced. */
export type LeftTars = ReadonlyMap<string, readonly FoundEntry[]>;

type Deployed = Pick<Platform, 'images' | 'hub' | 'servers' | 'registry'>;

/** What a server has recorded of the images of deployments. */
export interface DeployedImages {
  /** The newest first. */
  readonly deployments: readonly {
    readonly revision: number;
    /** Whether all of it was in place; else it may never have been. */
    readonly isDone: boolean;
    readonly images: ReadonlySet<Built>;
  }[];
  /** Numbers of the changes before which the nodes were kept, for `rollback`. */
  readonly snapshots: readonly number[];
}

/**
 * Finds tars of images that have left the settings. Only those are Hubwright's for sure that a recorded deployment had. Of these
 * some stay, to go back to: those of the last deployment with other images than today's, of the last one of these that was
 * finished, and of those before a snapshot.
 */
export function leftTars(
  platform: Deployed,
  facts: ReadonlyMap<string, Pick<HostFacts, 'entries'>>,
  { deployments, snapshots }: DeployedImages,
): LeftTars {
  const current = builtOf(platform);
  const others = deployments.filter(
    ({ images }) => [...images].some((it) => !current.has(it)) || images.size !== current.size,
  );
  const finished = deployments.filter((it) => it.isDone);
  const before = [
    others[0],
    others.find((it) => it.isDone),
    ...snapshots.map((snapshot) => finished.find(({ revision }) => revision < snapshot)),
  ];
  const kept = new Set(before.flatMap((it) => [...(it?.images ?? [])]));
  const known = new Set(deployments.flatMap((it) => [...it.images]));
  const isLeft = (image: Built) => known.has(image) && !current.has(image) && !kept.has(image);
  const found = [...strangers(platform, facts)].map(([node, entries]) => {
    return [node, entries.filter((it) => isLeft(imageOf(it) ?? ''))] as const;
  });
  return new Map(found.filter(([, entries]) => entries.length > 0));
}

/** Tars of images that nodes do not get as tars, under any digest. */
export function strangers(platform: Deployed, facts: ReadonlyMap<string, Pick<HostFacts, 'entries'>>): LeftTars {
  const names = new Set(imagesOnlyHere(platform).map((it) => it.name));
  const isStrange = ({ path }: FoundEntry) => {
    const name = TAR.exec(path)?.[1];
    return name !== undefined && !names.has(name);
  };
  const found = [...facts].map(([node, { entries }]) => [node, entries.filter(isStrange)] as const);
  return new Map(found.filter(([, entries]) => entries.length > 0));
}

function imageOf({ path }: FoundEntry): Built | undefined {
  const [, name, digest] = TAR.exec(path) ?? [];
  return name === undefined ? undefined : `${name}-${digest}`;
}

function builtOf(platform: Deployed): ReadonlySet<Built> {
  const isPushed = platform.registry.push !== undefined;
  return new Set(imagesBuiltHere(platform).map((it) => (isPushed ? it.reference : `${it.name}-${it.digest}`)));
}

/** The images of the deployments that a server has recorded; none if it does not answer. */
export async function deployedImages(server: Host, signal: AbortSignal): Promise<DeployedImages> {
  const answer = await server.run(['sh', '-c', READ], { sudo: true, signal }).catch(unlessSilent);
  const lines = (answer?.stdout ?? '').split('\n').map((line) => line.split(' '));
  return {
    deployments: lines.flatMap(([how, revision, ...platform]) => {
      if (how !== 'done' && how !== 'begun') return [];
      const images = imagesOf(platform.join(' '));
      return images === undefined ? [] : [{ revision: Number(revision), isDone: how === 'done', images }];
    }),
    snapshots: lines.flatMap(([word, name = '']) => (word === 'snapshot' ? [revisionOf(name)] : [])),
  };
}

/** Undefined for one of another version, which had other settings: what it deployed is not known, and stays. */
function imagesOf(platform: string): ReadonlySet<Built> | undefined {
  try {
    return builtOf(recordedPlatform(platform));
  } catch {
    return undefined;
  }
}
