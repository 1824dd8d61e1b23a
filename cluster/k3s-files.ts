import type { Platform } from '../platform/platform.ts';
import { authoritiesOf, configOf, type K3sNode, paths, registriesOf } from './node-config.ts';
import type { HostFacts } from './probe.ts';
import { DROP_IN, proxyDropIn, proxyEnvironment } from './proxy.ts';

/** A file that k3s reads when it starts. Secret: logins are in some. */
export interface K3sFile {
  readonly path: string;
  readonly mode: number;
  /** Undefined where the settings need none, and one that Hubwright has written is to go. */
  readonly content: string | undefined;
}

/** The files of a node that follow from the settings; its token comes from the cluster. */
export function k3sFilesOf(
  node: K3sNode,
  servers: readonly { node: K3sNode; facts: HostFacts }[],
  platform: Platform,
  facts: ReadonlyMap<string, HostFacts>,
): readonly K3sFile[] {
  const proxy = proxyEnvironment(platform, facts);
  return [
    { path: paths.config, mode: 0o600, content: configOf(node, servers, platform) },
    { path: paths.registries, mode: 0o600, content: registriesOf(platform) },
    { path: paths.proxy, mode: 0o600, content: proxy },
    { path: proxyDropIn(node.unit), mode: 0o644, content: proxy === undefined ? undefined : DROP_IN },
    { path: paths.authorities, mode: 0o644, content: authoritiesOf(platform) },
  ];
}
