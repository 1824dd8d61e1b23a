import { k3sFilesOf } from '../../cluster/k3s-files.ts';
import { configKeys, type K3sNode, k3sNodes, paths } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import type { FoundFile } from '../../cluster/probe-answers.ts';
import type { Platform } from '../../platform/platform.ts';
import { sha256 } from '../../system/sha256.ts';
import type { Drift } from './drift.ts';

/** A file on a host as Hubwright wants it. */
interface Wanted {
  readonly path: string;
  readonly mode: number;
  /** Undefined where that cannot be known here. */
  readonly sha256: string | undefined;
}

/**
 * What others have changed on these hosts since Hubwright last wrote there, and what k3s reads there besides. Pure.
 *
 * @param wasCutOff whether the last `up` has not come to its end: an upgrade may have noted a release that it did not install
 */
export function hostDrift(
  platform: Platform,
  facts: ReadonlyMap<string, HostFacts>,
  { wasCutOff = false } = {},
): Drift[] {
  const nodes = k3sNodes(platform);
  return nodes.flatMap((node) => {
    const found = facts.get(node.name);
    return found === undefined
      ? []
      : [
          ...changedFiles(node, found, wantedOn(node, nodes, platform, facts)),
          ...otherRelease(node, found, platform.cluster.k3sVersion, wasCutOff),
          ...extras(node, found),
        ];
  });
}

/** Where a server did not answer, what the others are to have is not known. */
function wantedOn(
  node: K3sNode,
  nodes: readonly K3sNode[],
  platform: Platform,
  facts: ReadonlyMap<string, HostFacts>,
): Map<string, Wanted> {
  const servers = nodes.flatMap((it) => {
    const found = facts.get(it.name);
    return it.role === 'server' && found !== undefined ? [{ node: it, facts: found }] : [];
  });
  const isKnown = nodes.every((it) => facts.has(it.name));
  const files = servers.length === 0 ? [] : k3sFilesOf(node, servers, platform, facts);
  const wanted = files.flatMap(({ path, mode, content }) =>
    content === undefined ? [] : [[path, { path, mode, sha256: isKnown ? sha256(content) : undefined }] as const],
  );
  return new Map<string, Wanted>([...wanted, [paths.token, { path: paths.token, mode: 0o600, sha256: undefined }]]);
}

const KEEP: Readonly<Record<string, string>> = {
  [paths.config]: 'Settings of your own go in a file in /etc/rancher/k3s/config.yaml.d.',
  [paths.registries]: 'Logins go in `registry.credentials` of platform.yaml.',
  [paths.authorities]: 'The certificates are `certificateAuthority` of platform.yaml.',
  [paths.proxy]: 'The proxy is `cluster.proxy` of platform.yaml.',
  [paths.token]: 'A node without its token cannot join again.',
};

function changedFiles(node: K3sNode, { written, files }: HostFacts, wanted: ReadonlyMap<string, Wanted>): Drift[] {
  return [...wanted].flatMap(([path, want]): Drift[] => {
    const before = written.get(path);
    const how = before === undefined ? undefined : changeOf(files.get(path), before, want);
    if (how === undefined) return [];
    const cost = 'k3s runs with it from its next start on';
    const fix = KEEP[path] ?? 'Write drop-ins of your own beside it.';
    return [{ where: node.name, what: `${path} ${how}`, cost, fix, step: `config/${node.name}` }];
  });
}

function changeOf(found: FoundFile | undefined, before: string, want: Wanted): string | undefined {
  if (found === undefined) return 'was deleted';
  // A rotated token is none of this, and one that is wrong keeps a node from joining.
  const isToken = want.path === paths.token;
  // One that is as it should be was written by an `up` that was cut off before it could note that.
  if (!isToken && found.sha256 !== before && found.sha256 !== want.sha256) return 'was edited';
  if (found.owner !== 'root:root') return `belongs to ${found.owner} instead of root`;
  if (found.mode !== want.mode) return `has mode ${found.mode.toString(8)} instead of ${want.mode.toString(8)}`;
  return undefined;
}

function otherRelease(node: K3sNode, { k3s, written }: HostFacts, wanted: string, wasCutOff: boolean): Drift[] {
  const before = written.get('k3s');
  if (before === undefined || k3s === undefined || k3s === before || k3s === wanted) return [];
  if (wasCutOff && before === wanted) return [];
  const what = `k3s ${k3s} was installed in place of ${before}`;
  const fix = 'To keep it, write its release in `cluster.k3sVersion` of platform.yaml.';
  return [
    {
      where: node.name,
      what,
      cost: 'nodes run releases that were not tried together',
      fix,
      step: `install/${node.name}`,
    },
  ];
}

/** What k3s reads besides: it is named, and left alone. */
function extras(node: K3sNode, { extras: { configs, flags, variables, dropIns } }: HostFacts): Drift[] {
  const where = node.name;
  const unit = `/etc/systemd/system/${node.unit}.service`;
  const ours = configKeys(node.role);
  const list = (names: readonly string[]) => [...new Set(names)].join(', ');
  return [
    ...configs.flatMap(({ path, keys }): Drift | [] => {
      const replaced = keys.filter((it) => ours.has(it));
      // What a take-over has kept is known, and nothing to delete.
      if (path === paths.before && replaced.length === 0) return [];
      const sets = keys.length === 0 ? 'is there' : `sets ${list(keys)}`;
      return replaced.length === 0
        ? {
            where,
            what: `${path} ${sets}`,
            cost: 'k3s merges it into config.yaml',
            fix: 'Delete it if nobody needs it.',
            severity: 'note',
          }
        : {
            where,
            what: `${path} replaces ${list(replaced)} of Hubwright`,
            cost: 'what platform.yaml says of it has no effect on this node',
            fix: `Take it out of that file, then \`sudo systemctl restart ${node.unit}\`.`,
          };
    }),
    ...(flags.length === 0
      ? []
      : [
          besides(
            where,
            `${unit} starts k3s with ${list(flags)}`,
            `Move them to a file in /etc/rancher/k3s/config.yaml.d and out of ${unit}`,
            node,
          ),
        ]),
    ...(variables.length === 0
      ? []
      : [besides(where, `${unit}.env sets ${list(variables)}`, `Take them out of ${unit}.env`, node)]),
    ...dropIns.map((path) =>
      besides(where, `${path} changes the unit ${node.unit}`, 'Delete it if nobody needs it', node),
    ),
  ];
}

function besides(where: string, what: string, remedy: string, { unit }: K3sNode): Drift {
  const cost = 'it overrides config.yaml, and so platform.yaml';
  return {
    where,
    what,
    cost,
    fix: `${remedy}, then \`sudo systemctl daemon-reload\` and \`sudo systemctl restart ${unit}\`.`,
  };
}
