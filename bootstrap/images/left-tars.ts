import { readFileSync } from 'node:fs';
import type { FoundEntry, HostFacts } from '../../cluster/probe.ts';
import { recordedPlatform } from '../../cluster/record/recorded-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Host, unlessSilent } from '../../system/hosts/host.ts';
import { imagesBuiltHere } from './platform-images.ts';
import { IMAGE_FOLDER } from './ship-plan.ts';

const READ = readFileSync(new URL('recorded-platforms.sh', import.meta.url), 'utf8');
const TAR = new RegExp(`^${IMAGE_FOLDER}/(.+)-([0-9a-f]{16})-(?:amd64|arm64)\\.tar$`);

/** `science-0123456789abcdef`: an image by its folder and the digest of its input. */
type Built = string;

/** The tars on nodes whose images have left the settings, by node; others of the same name are removed as they are replaced. */
export type LeftTars = ReadonlyMap<string, readonly FoundEntry[]>;

/**
 * Finds tars of images that have left the settings. Only those are Hubwright's for sure that a recorded deployment had; of these
 * the last deployment with other images than today's keeps its own, to go back to.
 *
 * @param deployed the images of recorded deployments, the newest first
 */
export function leftTars(
  platform: Pick<Platform, 'images' | 'hub'>,
  facts: ReadonlyMap<string, Pick<HostFacts, 'entries'>>,
  deployed: readonly ReadonlySet<Built>[],
): LeftTars {
  const current = builtOf(platform);
  const before = deployed.find((it) => it.size !== current.size || [...it].some((image) => !current.has(image)));
  const known = new Set(deployed.flatMap((it) => [...it]));
  const isLeft = (image: Built) => known.has(image) && !current.has(image) && before?.has(image) !== true;
  const found = [...strangers(platform, facts)].map(([node, entries]) => {
    return [node, entries.filter((it) => isLeft(imageOf(it) ?? ''))] as const;
  });
  return new Map(found.filter(([, entries]) => entries.length > 0));
}

/** Tars of images that the settings do not have, under any digest. */
export function strangers(
  platform: Pick<Platform, 'images' | 'hub'>,
  facts: ReadonlyMap<string, Pick<HostFacts, 'entries'>>,
): LeftTars {
  const names = new Set(imagesBuiltHere(platform).map((it) => it.name));
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

function builtOf(platform: Pick<Platform, 'images' | 'hub'>): ReadonlySet<Built> {
  return new Set(imagesBuiltHere(platform).map(({ name, digest }) => `${name}-${digest}`));
}

/** The images of the deployments that a server has recorded, the newest first; none if it does not answer. */
export async function deployedImages(server: Host, signal: AbortSignal): Promise<readonly ReadonlySet<Built>[]> {
  const answer = await server.run(['sh', '-c', READ], { sudo: true, signal }).catch(unlessSilent);
  return (answer?.stdout ?? '').split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [builtOf(recordedPlatform(line))];
    } catch {
      // Another version had other settings: what it deployed is not known, and stays.
      return [];
    }
  });
}
