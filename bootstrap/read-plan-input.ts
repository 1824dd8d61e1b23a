import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { clusterToken, readRefused, readSecret } from '../cluster/cluster-folder.ts';
import type { HostFacts } from '../cluster/probe.ts';
import { UserError } from '../system/user-error.ts';
import { readAirgap } from './airgap.ts';
import { findTars } from './images/built-tars.ts';
import { shippedImages } from './k3s/images.ts';
import type { Demand } from './plan/demand.ts';
import type { PlanInput } from './plan/plan-input.ts';
import { missingTars } from './survey.ts';

export interface PlanFiles extends Pick<PlanInput, 'platform' | 'isRestore' | 'drains'> {
  /** Folder of platform.yaml. */
  readonly directory: string;
  /** Whether nothing is changed, here either. */
  readonly dryRun: boolean;
}

/** What a plan is made from: what is known, and what it needs of the files on this machine. */
export async function planInput(
  { platform, directory, dryRun, isRestore, drains }: PlanFiles,
  { isSetup }: Demand,
  {
    folder,
    manifests,
    facts,
    id,
    ...found
  }: Pick<PlanInput, 'folder' | 'manifests' | 'facts' | 'id' | 'edited' | 'leftTars'>,
): Promise<PlanInput> {
  const { airgap } = platform.cluster;
  const architectures = architecturesOf(facts);
  const images = shippedImages(platform);
  const isAssumed = dryRun && missingTars({ platform, directory }, facts).size > 0;
  const tars = new Map(
    architectures.map((it) => {
      const { tars, assumed } = findTars(images, directory, it);
      return [it, isAssumed ? assumed : tars];
    }),
  );
  return {
    platform,
    id,
    token: dryRun ? (readSecret(folder, 'token') ?? '') : clusterToken(folder),
    manifests,
    tars: (architecture: string) => tars.get(architecture) ?? [],
    airgap:
      airgap === undefined || !isSetup
        ? undefined
        : await readAirgap(resolve(directory, airgap), architectures, platform.backup !== undefined),
    folder,
    refused: readRefused(folder),
    kubeconfig: readSecret(folder, 'kubeconfig'),
    facts,
    ...found,
    isRestore,
    drains,
  };
}

export function architecturesOf(facts: ReadonlyMap<string, HostFacts>): string[] {
  return [...new Set([...facts.values()].map((it) => it.architecture))];
}

/** A manifest that has left dist/ is emptied: k3s then deletes what it made from it, which it does not for a deleted file. */
export function withGone(
  manifests: ReadonlyMap<string, string>,
  before: Iterable<string>,
): ReadonlyMap<string, string> {
  const gone = [...before].filter((name) => !manifests.has(name));
  return new Map([...manifests, ...gone.map((name) => [name, ''] as const)]);
}

/** Names of the tars in `cluster.airgap`. */
export function archivesOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /\.(tar|tgz|tar\.\w+)$/.test(name));
  } catch (cause) {
    throw new UserError(`cluster.airgap: ${folder} cannot be read`, { fix: 'Name a folder that exists.', cause });
  }
}
