import { vmsOf } from '../providers/providers.ts';
import { sha256 } from '../system/sha256.ts';
import { type RecordedHost, readId, readSecret } from './cluster-folder.ts';
import type { Mark } from './mark.ts';
import type { HostFacts } from './probe.ts';

/** By what a cluster knows its own hosts. */
export interface Identity {
  readonly cluster: string;
  /** Undefined before the first `up`, and until the first one of a Hubwright that gives ids. */
  readonly id: string | undefined;
  /** Digests of its CA and of its token's password, as in {@link HostFacts.origins}; none before its k3s first ran. */
  readonly origins: ReadonlySet<string>;
}

/** What is known here of a cluster's identity. Nothing in it is secret. */
export function readIdentity(folder: string, cluster: string): Identity {
  const token = readSecret(folder, 'token')?.trim();
  const joinToken = readSecret(folder, 'join-token')?.trim();
  return identityOf(cluster, readId(folder), { token, joinToken });
}

/** Digests of the CA of a cluster, as its servers gave them out with its token; none before its k3s first ran. */
export function knownAuthorities(folder: string): ReadonlySet<string> {
  return new Set(['token', 'join-token'].flatMap((it) => partsOf(readSecret(folder, it)?.trim() ?? '').ca ?? []));
}

/** The identity of a cluster by its id and its tokens. */
export function identityOf(
  cluster: string,
  id: string | undefined,
  { token = '', joinToken = '' }: { readonly token?: string | undefined; readonly joinToken?: string | undefined },
): Identity {
  const password = passwordOf(token);
  const known = [partsOf(token).ca, partsOf(joinToken).ca, password === '' ? undefined : sha256(password)];
  return { cluster, id, origins: new Set(known.filter((it) => it !== undefined)) };
}

/** The password in a token of either form. */
export function passwordOf(token: string): string {
  return partsOf(token).password;
}

/** A token as it is made here, its password alone, or as a server keeps it: `K10<sha256 of its CA>::<user>:<password>`. */
function partsOf(token: string): { readonly ca?: string | undefined; readonly password: string } {
  const [, ca, password = ''] = /^(?:K10([0-9a-f]{64})::(?:[^:]*:)?)?(.*)$/.exec(token) ?? [];
  return { ca, password };
}

/**
 * Whose a host is. `ours`: confirmed, with what k3s there is. `free`: there is no k3s on it, and nothing that is known to
 * be somebody's; `but` says why it is not the host that was set up, if it is not. `foreign`: it is somebody else's, or
 * nobody can tell.
 */
export type Claim =
  | { readonly state: 'ours' }
  | { readonly state: 'free'; readonly doubt?: string }
  | {
      readonly state: 'foreign';
      readonly why: string;
      readonly fix: string;
      /** Whether another machine has taken the place of the one that was set up. @default false */
      readonly isOtherMachine?: boolean;
    };

export interface HostToClaim {
  /** Name of the node that it is to be. */
  readonly node: string;
  readonly facts: Pick<HostFacts, 'machineId' | 'mark' | 'origins' | 'units' | 'hasToken'>;
  /** What was recorded when this cluster first changed something on it. */
  readonly recorded: RecordedHost | undefined;
  readonly identity: Identity;
  /** Whether another machine may take the place of the recorded one, as where a lost cluster is restored. @default false */
  readonly mayReplace?: boolean | undefined;
}

/** Whose a host is. Pure. */
export function claimOn({ node, facts, recorded, identity, mayReplace = false }: HostToClaim): Claim {
  const vms = vmsOf(recorded);
  const { mark, origins } = facts;
  const hasK3s = facts.hasToken || facts.units.size > 0 || origins.size > 0;
  const isOurs = mark !== undefined && mark.id === identity.id;
  const others = mark === undefined || isOurs ? undefined : `it belongs to ${describeMark(mark, identity)}`;
  const leave = mark !== undefined && isUnknownHere(mark, identity) ? ADOPT : LEAVE;
  if (recorded?.machineId !== undefined && recorded.machineId !== facts.machineId) {
    if (vms !== undefined) return foreign(OTHER_VM, otherName(vms.deletion(node)));
    const why = `a different machine answers than the one that was set up${others === undefined ? '' : `: ${others}`}`;
    if (hasK3s || isOurs) return foreign(why, ANOTHER);
    return mayReplace
      ? { state: 'free', doubt: why }
      : { ...foreign(why, `${ANOTHER} ${inItsPlace(node)}`), isOtherMachine: true };
  }
  if (isOurs && mark.node !== node) return foreign(`it is ${mark.node} of this cluster`, SWAPPED);
  if (origins.size > 0 && identity.origins.size > 0) {
    if ([...origins].some((it) => identity.origins.has(it))) return { state: 'ours' };
    if (others !== undefined) return foreign(others, leave);
    return isKnown(recorded, isOurs) ? foreign(REINSTALLED, LEAVE) : foreign(THERE, USE);
  }
  if (others !== undefined) {
    const isTaken = hasK3s || vms !== undefined;
    return isTaken ? foreign(others, leave) : { state: 'free', doubt: others };
  }
  if (isOurs && origins.size === 0) return { state: 'ours' };
  if (vms !== undefined && recorded?.machineId === undefined) return foreign(UNMARKED, otherName(vms.deletion(node)));
  if (!hasK3s) return { state: 'free' };
  // k3s that never ran has no CA yet.
  if (isKnown(recorded, false) && origins.size === 0) return { state: 'ours' };
  return foreign(THERE, isOurs ? ADOPT : USE);
}

/** Why a host is not, or may not be, the one that was set up for this cluster; undefined if nothing speaks against it. */
export function doubtAbout(claim: Claim): string | undefined {
  return claim.state === 'foreign' ? claim.why : claim.state === 'free' ? claim.doubt : undefined;
}

const THERE = 'k3s is already installed, and not by this cluster';
const REINSTALLED = 'its k3s is not from this cluster: it was reinstalled';
const UNMARKED = 'nothing shows that this cluster created this VM';
const OTHER_VM = 'a different VM now has this name';
const LEAVE =
  "Restore this cluster's folder in .hubwright/ from the machine that created the cluster, or remove that k3s and all its " +
  'data with k3s-uninstall.sh (k3s-agent-uninstall.sh).';
/** What to do about a k3s that something else has installed, and that may have work on it. */
const USE =
  'To keep that k3s from now on, with all that runs on it: `npx hubwright adopt --take-over --dry-run` shows what that takes. To ' +
  'put the hub on it and leave it to what has installed it, copy dist/ there: docs/deploy.md. If this cluster is on it, restore its folder in ' +
  '.hubwright/ from the machine that created the cluster. Only if nothing on it is needed, remove it with all its data: ' +
  'k3s-uninstall.sh (k3s-agent-uninstall.sh).';
/** What to do where a cluster runs that this folder knows nothing of. */
export const ADOPT =
  'Run `npx hubwright adopt`, which gets from its servers what this folder needs, then the same command again.';
const ANOTHER = 'Correct its address in platform.yaml, or switch on the machine that was set up.';
const inItsPlace = (node: string) =>
  'If it takes the place of that machine, which is lost: bring the homes back that were on it, ' +
  `\`npx hubwright node drain ${node} --lost\`, take the lost one out, \`npx hubwright down --node ${node} --forget\`, ` +
  'and run `npx hubwright up`, which sets this one up as a new node.';
const SWAPPED =
  'Use that name in platform.yaml, or correct its address there. If it is a copy of the disk of that host, remove k3s and /etc/hubwright from it.';
const otherName = (deletion: string) =>
  `Give the cluster another \`name\`, or delete that VM with everything in it: \`${deletion}\`.`;

const foreign = (why: string, fix: string) => ({ state: 'foreign', why, fix }) as const;
const isKnown = (recorded: RecordedHost | undefined, isMarked: boolean) =>
  isMarked || recorded?.machineId !== undefined;

/** Whether a cluster has the name of the settings, and nothing is known here of which cluster that is. */
const isUnknownHere = ({ cluster }: Mark, own: Identity) => cluster === own.cluster && own.id === undefined;

/** A cluster as its mark tells it. */
export function describeMark(mark: Mark, own: Identity): string {
  const cluster = `${mark.cluster} (${mark.id.slice(0, 8)})`;
  if (mark.cluster !== own.cluster) return `the cluster ${cluster}`;
  return isUnknownHere(mark, own)
    ? `the cluster ${cluster}, which this folder does not know`
    : `another cluster called ${cluster}`;
}
