/** The claim of the hub's database, as the chart names it. */
export const HUB_CLAIM = 'hub-db-dir';

/** A volume that is, or was, a claim's in the namespace of the hub. */
export interface FoundVolume {
  readonly name: string;
  /** `Bound`; `Released` once its claim is gone; `Available` while it waits for the claim that it is kept for. */
  readonly phase: string;
  readonly claim: string;
  /** Identity of the claim; undefined if it is kept for any claim of that name. */
  readonly uid: string | undefined;
  /** Whether its data outlives its claim. */
  readonly isKept: boolean;
  /** The node that its data lies on; undefined where it can be reached from all. */
  readonly node: string | undefined;
  /** When it came into this phase, or was made. */
  readonly since: string;
  readonly isLeaving: boolean;
}

/** A claim in the namespace of the hub. */
export interface FoundClaim {
  readonly name: string;
  readonly phase: string;
  /** The volume that it has, or asks for. */
  readonly volume: string | undefined;
  /** Empty: none, and none is the default. */
  readonly storageClass: string;
  readonly isLeaving: boolean;
}

export interface FoundStorage {
  readonly volumes: readonly FoundVolume[];
  readonly claims: readonly FoundClaim[];
  /** Names of the StorageClasses. */
  readonly classes: readonly string[];
}

/** Reads the lines of `storage` in cluster-look.sh. */
export function parseStorage(lines: readonly string[]): FoundStorage {
  const rows = lines.map((line) => line.split(/\s+/).map((cell) => (cell === '<none>' ? undefined : cell)));
  const rowsOf = (kind: string) => rows.filter(([first]) => first === kind);
  return {
    volumes: rowsOf('PersistentVolume').map(
      ([, name = '', phase = '', deletion, , claim = '', uid, kept, node, since, made = '']) => ({
        name,
        phase,
        claim,
        uid,
        isKept: kept === 'Retain',
        node,
        since: since ?? made,
        isLeaving: deletion !== undefined,
      }),
    ),
    claims: rowsOf('PersistentVolumeClaim').map(
      ([, name = '', phase = '', deletion, , , , , , , , volume, storageClass = '']) => ({
        name,
        phase,
        volume,
        storageClass,
        isLeaving: deletion !== undefined,
      }),
    ),
    classes: rowsOf('StorageClass').map(([, name = '']) => name),
  };
}

/** Which kept volumes go back to their claims, and which do not. */
export interface Rebinding {
  readonly bound: readonly FoundVolume[];
  readonly left: readonly { readonly volume: FoundVolume; readonly why: string }[];
}

/**
 * Decides about every volume whose claim is gone. The claim gets the one that it had last; never one that another has,
 * none that lies on a node where no pod can run now, and none if it has another already.
 *
 * @param nodes by name, whether it is ready
 */
export function rebinding(storage: FoundStorage, nodes: ReadonlyMap<string, boolean>): Rebinding {
  const released = storage.volumes
    .filter((it) => it.phase === 'Released' && it.isKept && !it.isLeaving)
    .sort((a, b) => Date.parse(b.since) - Date.parse(a.since));
  /** By claim: the volume that it had last, if that is on a node of the cluster. */
  const last = new Map<string, FoundVolume>();
  const bound: FoundVolume[] = [];
  const left: { readonly volume: FoundVolume; readonly why: string }[] = [];
  for (const volume of released) {
    const later = last.get(volume.claim);
    const why =
      whyNot(volume, storage, nodes) ??
      (later === undefined ? undefined : `${volume.claim} had ${later.name} later, which is restored instead`);
    if (why === undefined) bound.push(volume);
    else left.push({ volume, why });
    // A node that is off for now comes back with newer work than that in older volumes.
    if (volume.node === undefined || nodes.has(volume.node)) last.set(volume.claim, later ?? volume);
  }
  return { bound, left };
}

function whyNot(
  { name, claim, node }: FoundVolume,
  { volumes, claims }: FoundStorage,
  nodes: ReadonlyMap<string, boolean>,
): string | undefined {
  const found = claims.find((it) => it.name === claim);
  if (found?.volume !== undefined && found.volume !== name) return `${claim} has ${found.volume} now`;
  const kept = volumes.find((it) => it.phase === 'Available' && it.claim === claim);
  if (kept !== undefined) return `${kept.name} is kept for ${claim}`;
  if (node === undefined || nodes.get(node) === true) return undefined;
  return `it is on ${node}, which is ${nodes.has(node) ? 'not ready' : 'no longer in the cluster'}`;
}
