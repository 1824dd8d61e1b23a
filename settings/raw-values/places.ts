import { nodePurpose } from '../../lib/placement-values.ts';
import { labelObstacle } from '../../platform/nodes.ts';
import type { Platform } from '../../platform/platform.ts';
import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';
import type { SettingsProblem } from '../../system/problem.ts';

/** How the chart keeps nodes for the hub and nodes for servers apart: whose pods, and the label of their nodes. */
export const nodePurposes = [
  purpose('corePods', 'the hub and its proxy', 'core'),
  purpose('userPods', 'servers', 'user'),
];

interface Place {
  readonly path: readonly string[];
  /** Whose pods it keeps to some nodes. */
  readonly whose: string;
  /** The labels that a value asks nodes for. */
  readonly labels: (value: unknown) => Readonly<Record<string, string>>;
}

const places: readonly Place[] = [
  ...nodePurposes.map(({ label, ...it }) => ({
    ...it,
    labels: (value: unknown): Readonly<Record<string, string>> => (value === 'require' ? label : {}),
  })),
  { path: ['hub', 'nodeSelector'], whose: 'the hub', labels: texts },
  { path: ['proxy', 'chp', 'nodeSelector'], whose: 'the proxy', labels: texts },
  { path: ['singleuser', 'nodeSelector'], whose: 'servers', labels: texts },
  { path: ['hub', 'config', 'KubeSpawner', 'node_selector'], whose: 'servers', labels: texts },
];

/** Finds raw values that keep pods to nodes with a label that no node of the settings has. It may have it all the same. */
export function checkPlaces({ hub, cluster }: Platform, at: readonly string[]): SettingsProblem[] {
  return places.flatMap(({ path, whose, labels }): SettingsProblem[] => {
    const value = valueAt(hub.values as Mapping, path);
    const obstacle = labelObstacle(labels(value), cluster.nodes);
    if (obstacle === undefined) return [];
    const missing = Object.entries(isMapping(value) ? labels(value) : {}).find(
      ([label, text]) => labelObstacle({ [label]: text }, cluster.nodes) !== undefined,
    );
    return [
      {
        path: [...at, ...path, ...(missing?.slice(0, 1) ?? [])],
        message: `${whose} may run on no node of these settings: ${obstacle}`,
        fix: 'give a node this label in cluster',
        severity: 'warning',
      },
    ];
  });
}

function purpose(pods: string, whose: string, value: string) {
  return {
    path: ['scheduling', pods, 'nodeAffinity', 'matchNodePurpose'],
    whose,
    label: { [nodePurpose]: value },
  };
}

function texts(value: unknown): Readonly<Record<string, string>> {
  const entries = isMapping(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((it): it is [string, string] => typeof it[1] === 'string'));
}
