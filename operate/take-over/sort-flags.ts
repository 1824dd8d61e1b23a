import { configKeys, type K3sNode } from '../../cluster/node-config.ts';
import { K3S_COMPONENTS } from '../../platform/k3s-addons.ts';
import { error, type Problem } from '../../system/problem.ts';
import { type Flags, MASKED } from './found-flags.ts';
import { isRefused, whyRefused } from './refused-flags.ts';

/** The settings of a k3s that runs, by what becomes of them. */
export interface SortedFlags {
  /** What Hubwright sets too, and its value takes the place of: `write-kubeconfig-mode: 0644 → 0600`. */
  readonly changed: readonly string[];
  /** What stays as it is, in a file beside config.yaml, as k3s reads it there. */
  readonly kept: Readonly<Record<string, string | readonly string[]>>;
  readonly problems: readonly Problem[];
}

export interface FlagsToSort {
  readonly node: K3sNode;
  /** As k3s was started. */
  readonly all: Flags;
  /** What the files of config.yaml.d set, by their paths: they stay. */
  readonly files: DropIns;
  /** As Hubwright is to start it. */
  readonly own: Flags;
  /** Names of variables of k3s in the environment file of its unit. */
  readonly variables: readonly string[];
  /** The URL by which the node has joined. */
  readonly joinsBy: string | undefined;
  /** Where Kubernetes has the node: the first of its internal addresses. */
  readonly address: string | undefined;
  /** The address that Hubwright gives it. */
  readonly ownAddress: string;
}

/** Files of config.yaml.d with what they set. A key that ends with `+` adds to what other files set. */
export type DropIns = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** Where k3s reads settings from that stay. */
const DROP_INS = '/etc/rancher/k3s/config.yaml.d';

/** Of how nodes find and trust each other: all of it follows from the cluster itself. */
const FOLLOWS = new Set([
  'token',
  'token-file',
  'agent-token',
  'agent-token-file',
  'server',
  'cluster-init',
  'node-name',
]);
/** They count only when a node first joins; later they are the node's own, in Kubernetes. */
const AT_JOINING = new Set(['node-taint']);
/** Variables that stand for such flags. */
const FOLLOWING_VARIABLES = new Set([
  ...['K3S_TOKEN', 'K3S_TOKEN_FILE', 'K3S_AGENT_TOKEN', 'K3S_URL', 'K3S_NODE_NAME', 'K3S_CLUSTER_INIT'],
  'K3S_KUBECONFIG_MODE',
]);
/** Of those, what becomes of them where it may be missed. */
const CHANGED_VARIABLES: Readonly<Record<string, string>> = {
  K3S_KUBECONFIG_MODE: 'so that only root reads /etc/rancher/k3s/k3s.yaml',
};
/** Flags whose values may stand behind each other, with commas between. */
const WITH_COMMAS = new Set(['disable', 'tls-san', 'node-ip']);

/** Sorts the settings of a k3s that Hubwright is to keep from now on. Pure. */
export function sortFlags(asked: FlagsToSort): SortedFlags {
  const { node, all, files, own, variables } = asked;
  const keys = configKeys(node.role);
  const found = withoutFiles(all, [...files.values()]);
  const ours = [...found].filter(([flag]) => keys.has(flag));
  const others = [...found].filter(([flag]) => !keys.has(flag) && !FOLLOWS.has(flag));
  const more = ours.flatMap(([flag]) => moreOf(flag, found, own));
  const kept = [...others.map(([flag, values]) => [flag, asWritten(values)] as const), ...more];
  return {
    changed: [
      ...[...keys].flatMap((flag) => changeOf(flag, found, own)),
      ...otherServer(asked.joinsBy, own.get('server')?.[0]),
      ...variables.flatMap((name) => (name in CHANGED_VARIABLES ? [`${name}: gone, ${CHANGED_VARIABLES[name]}`] : [])),
    ],
    kept: Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))),
    problems: [
      ...[...all].flatMap(([flag, values]) => whyRefused(flag, values)),
      ...others.flatMap(([flag, values]) => whySecret(flag, values)),
      ...[...files].flatMap(([path, set]) => replacing(path, set, keys)),
      ...leftOut(node, all, own),
      ...otherPlace(asked),
      ...variables.flatMap((name) => unknownVariable(name, node)),
    ],
  };
}

function whySecret(flag: string, values: readonly string[]): Problem[] {
  if (isRefused(flag, values) || !values.includes(MASKED)) return [];
  const fix = `Move it to a file of mode 0600 in ${DROP_INS} there, which stays as it is, and restart k3s.`;
  return [error(`k3s runs with --${flag}, which is secret and cannot be taken over`, fix)];
}

/** A file that would replace what Hubwright writes in config.yaml. */
function replacing(path: string, set: Readonly<Record<string, unknown>>, keys: ReadonlySet<string>): Problem[] {
  const names = Object.keys(set).filter((it) => keys.has(it));
  if (names.length === 0) return [];
  const fix = `Move them to /etc/rancher/k3s/config.yaml there; of a list that is to stay, write \`${names[0]}+\`.`;
  return [error(`${path} sets ${names.join(', ')}, which Hubwright writes in config.yaml`, fix)];
}

/** An address that servers share, or a server that is not the first of the settings: k3s knows them all once it has joined. */
function otherServer(before: string | undefined, own: string | undefined): string[] {
  const isOther = before !== undefined && own !== undefined && before.replace(/\/$/, '') !== own;
  return isOther ? [`server: ${before} → ${own}`] : [];
}

const WITHOUT_TRAEFIK =
  ' Behind an Ingress, the hub then needs `hub: { ingress: { className: CONTROLLER } }`, with the one that runs instead.';

/** Components that the settings would bring back. */
function leftOut({ role }: K3sNode, found: Flags, own: Flags): Problem[] {
  const missing = role === 'agent' ? [] : without(valuesOf('disable', found), valuesOf('disable', own)).filter(isKnown);
  if (missing.length === 0) return [];
  const all = [...valuesOf('disable', own), ...missing].sort().join(', ');
  const fix = `Leave ${missing.length === 1 ? 'it' : 'them'} out in platform.yaml as well: \`cluster: { disable: [${all}] }\`.`;
  const more = missing.includes('traefik') ? WITHOUT_TRAEFIK : '';
  return [error(`k3s runs without ${missing.join(', ')}, which \`up\` would deploy`, fix + more)];
}

/** Of what k3s itself deploys; others are manifests of the operator's own. */
const isKnown = (name: string) => K3S_COMPONENTS.some((it) => it === name);

/** A node that gets another address, or another way to the others, loses them. */
function otherPlace({ node, all, address, ownAddress }: FlagsToSort): Problem[] {
  const [card] = all.get('flannel-iface')?.slice(-1) ?? [];
  // The settings have a card only with an address of it.
  const withAddress = node.nodeIp === undefined ? `nodeIp: ${address ?? ownAddress}, ` : '';
  return [
    ...(address === undefined || address === ownAddress
      ? []
      : [
          error(
            `its address in the cluster is ${address}, and \`up\` would make it ${ownAddress}`,
            toSet(`nodeIp: ${address}`, node),
          ),
        ]),
    ...(card === undefined || card === node.interface
      ? []
      : [
          error(
            `pods reach the other nodes over ${card}, and platform.yaml has ${node.interface ?? 'no interface'}`,
            toSet(`${withAddress}interface: ${card}`, node),
          ),
        ]),
  ];
}

/** A way to set what chooses one of several networks, which not every provider has. */
function toSet(settings: string, { hasOwnNetworks }: K3sNode): string {
  return hasOwnNetworks
    ? `Set \`${settings}\` for it in platform.yaml.`
    : `Only \`provider: ssh\` has a setting for that: list it under \`cluster.servers\` there, with \`${settings}\`.`;
}

function unknownVariable(name: string, { unit }: K3sNode): Problem[] {
  if (FOLLOWING_VARIABLES.has(name)) return [];
  const path = `/etc/systemd/system/${unit}.service.env`;
  const isProxy = name.startsWith('CONTAINERD_') || name.endsWith('_PROXY');
  const fix = isProxy
    ? `Set \`cluster.proxy\` in platform.yaml, and take it out of ${path}.`
    : `Move it to a file in ${DROP_INS} there, under the name of its flag, which stays as it is, and restart k3s.`;
  return [error(`${path} sets ${name}, which the next upgrade of k3s would lose`, fix)];
}

/** What of a setting that Hubwright has too stays beside its own value. */
function moreOf(flag: string, found: Flags, own: Flags): [string, readonly string[]][] {
  const theirs = valuesOf(flag, found);
  const rest =
    flag === 'tls-san' || flag === 'disable'
      ? without(theirs, valuesOf(flag, own)).filter((it) => flag !== 'disable' || !isKnown(it))
      : flag === 'kubelet-arg'
        ? theirs.filter((it) => !isSetBy(it, own))
        : [];
  return rest.length === 0 ? [] : [[`${flag}+`, rest]];
}

/** Whether Hubwright sets the same argument of the kubelet. */
function isSetBy(argument: string, own: Flags): boolean {
  const name = argument.split('=', 1)[0];
  return valuesOf('kubelet-arg', own).some((it) => it.split('=', 1)[0] === name);
}

function changeOf(flag: string, found: Flags, own: Flags): string[] {
  if (FOLLOWS.has(flag) || AT_JOINING.has(flag)) return [];
  const ours = valuesOf(flag, own);
  const theirs = valuesOf(flag, found).filter((it) => flag !== 'kubelet-arg' || isSetBy(it, own));
  if (flag === 'write-kubeconfig-mode' && [theirs.at(-1) ?? '0600', '0600'].every((it) => /^0?600$/.test(it)))
    return [];
  if (flag === 'tls-san' || flag === 'disable') {
    const added = without(ours, theirs);
    return added.length === 0 ? [] : [`${flag}: also ${added.join(', ')}`];
  }
  const [added, gone] = [without(ours, theirs), without(theirs, ours)];
  if (ours.length === 0 || (added.length === 0 && gone.length === 0)) return [];
  // Of the kubelet, each argument is a setting of its own.
  const [before, after] = flag === 'kubelet-arg' ? [gone, added] : [theirs, ours];
  return [`${flag}: ${before.join(', ') || 'not set'} → ${after.join(', ')}`];
}

function valuesOf(flag: string, flags: Flags): readonly string[] {
  const values = flags.get(flag) ?? [];
  const all = WITH_COMMAS.has(flag) ? values.flatMap((it) => it.split(',').map((word) => word.trim())) : values;
  return [...new Set(all)].filter((it) => it !== '');
}

/** One value as it was given, several as a list. */
const asWritten = (values: readonly string[]) => (values.length === 1 ? (values[0] ?? '') : [...new Set(values)]);

const without = (all: readonly string[], these: readonly string[]) => all.filter((it) => !these.includes(it));

/** Takes out of these flags what files of config.yaml.d set, which k3s goes on reading. */
function withoutFiles(found: Flags, files: readonly Readonly<Record<string, unknown>>[]): Flags {
  const set = files.flatMap((it) => Object.entries(it));
  return new Map(
    [...found].flatMap(([flag, values]) => {
      const there = new Set(
        set.flatMap(([key, value]) => (key.replace(/\+$/, '') === flag ? [value].flat().map(String) : [])),
      );
      const isWhole = set.some(([key]) => key === flag);
      // A setting without `+` replaces those of files before it; the command line comes after all of them.
      const rest = values.filter((it) => !there.has(it) && !(isWhole && it === MASKED));
      return rest.length === 0 ? [] : [[flag, rest] as const];
    }),
  );
}
