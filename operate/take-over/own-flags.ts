import { parse } from 'yaml';
import { configOf, type K3sNode } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Flags } from './found-flags.ts';

/** What Hubwright writes in the config.yaml of a node, as flags. */
export function ownFlags(
  node: K3sNode,
  servers: readonly { readonly node: K3sNode; readonly facts: HostFacts }[],
  platform: Platform,
): Flags {
  const config: Record<string, unknown> = parse(configOf(node, servers, platform));
  return new Map(Object.entries(config).map(([key, value]) => [key, [value].flat().map(String)]));
}
