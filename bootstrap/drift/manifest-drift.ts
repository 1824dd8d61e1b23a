import { basename } from 'node:path';
import { paths } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import { K3S_ADDONS } from '../../platform/k3s-addons.ts';
import { sha256 } from '../../system/sha256.ts';
import { addOnOf } from '../k3s/lacking.ts';
import type { Drift } from './drift.ts';

type Files = Pick<HostFacts, 'files' | 'entries'>;
type Texts = ReadonlyMap<string, string>;

/** Our manifests as they were put there, each change by file name. */
export interface DeployedBefore {
  /** By the last change that was finished. */
  readonly finished: Texts | undefined;
  /** By those that began after it: what of them is there, nobody knows. */
  readonly begun: readonly Texts[];
}

const pathOf = (name: string) => `${paths.manifests}/${name}`;

/** Our manifests that lie on the first server as they should; of the others k3s has applied something else, or nothing. */
export function inPlace(manifests: Texts, { files }: Pick<HostFacts, 'files'>): Texts {
  return new Map([...manifests].filter(([name, text]) => files.get(pathOf(name))?.sha256 === sha256(text)));
}

/**
 * What others have changed in k3s's folder of manifests. Pure.
 *
 * @param where name of the first server
 * @param manifests ours, by file name
 * @param deployed what was put there before; undefined where that is not known
 */
export function manifestDrift(
  where: string,
  found: Files,
  manifests: Texts,
  deployed: DeployedBefore | undefined,
): Drift[] {
  return [
    ...changedManifests(where, found, manifests, deployed),
    ...skipped(where, found, manifests),
    ...otherManifests(where, found, manifests),
  ];
}

function changedManifests(
  where: string,
  { files }: Files,
  manifests: Texts,
  deployed: DeployedBefore | undefined,
): Drift[] {
  return [...manifests].flatMap(([name, text]): Drift[] => {
    const found = files.get(pathOf(name));
    const begun = (deployed?.begun ?? []).flatMap((it) => it.get(name) ?? []);
    const finished = deployed?.finished?.get(name);
    const before = [finished ?? [], found === undefined ? [] : begun].flat();
    if (before.length === 0 || found?.sha256 === sha256(text)) return [];
    if (before.some((it) => sha256(it) === found?.sha256)) return [];
    const how = found === undefined ? 'was deleted' : 'was edited';
    const cost = found === undefined ? 'k3s no longer restores what is deleted of it' : 'the cluster has what it says';
    const fix = 'Changes go in platform.yaml, users.yaml or main.ts.';
    return [{ where, what: `${pathOf(name)} ${how}`, cost, fix, step: 'manifests' }];
  });
}

/** k3s passes over a manifest with such a file beside it. */
function skipped(where: string, { entries }: Files, manifests: Texts): Drift[] {
  return entries.flatMap(({ path }): Drift[] => {
    const name = basename(path, '.skip');
    if (path !== `${pathOf(name)}.skip` || !manifests.has(name)) return [];
    const cost = 'changes of the settings in it have no effect';
    return [{ where, what: `${path} keeps k3s from applying ${name}`, cost, fix: `Delete it: \`sudo rm ${path}\`.` }];
  });
}

/** Manifests that nobody has recorded: they are named, and left alone. */
function otherManifests(where: string, { entries }: Files, manifests: Texts): Drift[] {
  return entries.flatMap(({ path }): Drift[] => {
    const name = basename(path);
    const isManifest = path === pathOf(name) && /^[^.].*\.(ya?ml|json)$/.test(name);
    if (!isManifest || manifests.has(name) || K3S_ADDONS.has(addOnOf(name))) return [];
    const what = `${path} was not put there by Hubwright`;
    return [{ where, what, cost: 'k3s applies it', fix: 'If nobody needs it, delete what it made and then the file.' }];
  });
}
