import * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import type { Change } from '../../review/change.ts';
import { describeChanges } from '../../review/describe.ts';
import { type ObjectChanges, objectChanges, onlyAdds } from '../../review/object-changes.ts';
import { parseManifests, type Side } from '../../review/side.ts';
import { few } from '../../system/few.ts';
import type { Host } from '../../system/hosts/host.ts';
import { withoutSecrets } from '../../system/secret-forms.ts';
import { paths } from '../node-config.ts';
import { recordedPlatform, recordedSecrets, recordPlatform } from './recorded-platform.ts';

/** What a change has put on a cluster. */
export interface Deployed {
  /** As {@link recordPlatform} writes it. */
  readonly platform: string;
  /** Texts by file name; empty where a file was emptied to have k3s delete what it made from it. */
  readonly manifests: ReadonlyMap<string, string>;
}

const TEXTS = z.record(z.string(), z.string());

/** What this machine would put on a cluster, as a server would record it. */
export function deployedBy(platform: Platform, manifests: ReadonlyMap<string, string>): Deployed {
  return { platform: recordPlatform(platform), manifests };
}

/** What a change has deployed, by the first of servers that has kept it; undefined if none has it whole, or if it deployed nothing. */
export async function deployedOn(servers: readonly Host[], revision: number): Promise<Deployed | undefined> {
  for (const server of servers) {
    const found = await readDeployed(server, revision);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function readDeployed(host: Host, revision: number): Promise<Deployed | undefined> {
  const folder = `${paths.record}/revisions/${String(revision).padStart(6, '0')}`;
  const platform = await host.read(`${folder}/platform.json`);
  const manifests = platform === undefined ? undefined : await host.read(`${folder}/manifests.json`);
  if (platform === undefined || manifests === undefined) return undefined;
  const texts = parsedTexts(manifests);
  return texts && { platform, manifests: texts };
}

/** Undefined if it is damaged; the failure would quote it, and secrets are in it. */
function parsedTexts(json: string): Deployed['manifests'] | undefined {
  try {
    return new Map(Object.entries(TEXTS.parse(JSON.parse(json))));
  } catch {
    return undefined;
  }
}

/** What differs between two states of a cluster. */
export interface DeployedChanges {
  /** In words; none if nothing differs. */
  readonly changes: readonly Change[];
  /** Whether nothing is taken away or put back. */
  readonly onlyAdds: boolean;
  /** What could not be compared. */
  readonly note: string | undefined;
}

/** That they cannot be compared, and why. */
export function notCompared(note: string): DeployedChanges {
  return { changes: [], onlyAdds: false, note };
}

export function compareDeployed(before: Deployed, after: Deployed): DeployedChanges {
  const compared = compareObjects(before, after);
  if (compared === undefined) {
    return notCompared('Manifests that were recorded are damaged, so they cannot be compared.');
  }
  const { old, now, objects } = compared;
  if (before.platform === after.platform && isNothing(objects)) {
    return { changes: [], onlyAdds: true, note: undefined };
  }
  try {
    const sides = [sideOf(before, old), sideOf(after, now)] as const;
    const secrets = otherSecrets(before, after);
    const changes = [...describeChanges(...sides), ...secrets];
    const isTold = changes.some((it) => it.topic !== 'Hub');
    return {
      changes: isTold ? changes : [...changes, ...inObjects(objects)],
      onlyAdds: secrets.length === 0 && onlyAdds(...sides),
      note: undefined,
    };
  } catch {
    // Another version had other settings, and what it lacks can be missed anywhere.
    const note = 'Settings of another version of Hubwright cannot be compared; these are the manifests.';
    return { changes: inObjects(objects), onlyAdds: false, note };
  }
}

/** Compares only secrets, those of these sources. */
export function compareSecrets(before: Deployed, after: Deployed, sources: readonly string[]): DeployedChanges {
  try {
    const changes = otherSecrets(before, after, sources);
    return { changes, onlyAdds: changes.length === 0, note: undefined };
  } catch {
    return notCompared('Settings that were recorded are damaged, so they cannot be compared.');
  }
}

/** Secrets that both have, with another value. */
function otherSecrets(before: Deployed, after: Deployed, sources?: readonly string[]): Change[] {
  const [old, now] = [recordedSecrets(before.platform), recordedSecrets(after.platform)];
  const names = (sources ?? [...now.keys()]).filter((it) => old.has(it) && now.has(it) && old.get(it) !== now.get(it));
  if (names.length === 0) return [];
  return [{ topic: 'Settings', text: withoutSecrets(`Another value of a secret: ${few(names, 12)}.`), caution: true }];
}

type Parsed = ReturnType<typeof parseManifests>;

/** Undefined if one of them is damaged. */
function compareObjects(before: Deployed, after: Deployed) {
  try {
    const [old, now] = [parseManifests(before.manifests), parseManifests(after.manifests)];
    return { old, now, objects: objectChanges(old, now) };
  } catch {
    return undefined;
  }
}

const sideOf = ({ platform }: Deployed, manifests: Parsed): Side => ({
  platform: recordedPlatform(platform),
  manifests,
});
const isNothing = ({ added, changed, removed }: ObjectChanges) => added.length + changed.length + removed.length === 0;

function inObjects({ added, changed, removed }: ObjectChanges): Change[] {
  const change = (topic: Change['topic'], what: string, objects: readonly string[], caution: boolean): Change[] =>
    objects.length === 0 ? [] : [{ topic, text: `${what}: ${few(objects, 12)}.`, caution }];
  return [
    ...change('Deleted', 'Deleted', removed, true),
    ...change('Settings', 'Changed', changed, false),
    ...change('Settings', 'New', added, false),
  ];
}
