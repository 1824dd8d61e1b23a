/** What the chart calls settings of KubeSpawner, below `singleuser`, where it is not the same in camelCase. */
const CHART = new Map([
  ['extraEnv', 'environment'],
  ['serviceAccountName', 'serviceAccount'],
  ['image.pullSecrets', 'imagePullSecrets'],
  ['extraTolerations', 'tolerations'],
  ['storage.extraLabels', 'storageExtraLabels'],
  ['storage.extraVolumes', 'volumes'],
  ['storage.extraVolumeMounts', 'volumeMounts'],
  ['storage.dynamic.pvcNameTemplate', 'pvcNameTemplate'],
  ...['Node', 'Pod', 'PodAnti'].flatMap((kind) =>
    (['Required', 'Preferred'] as const).map((strength): [string, string] => [
      `extra${kind}Affinity.${strength.toLowerCase()}`,
      `${kind[0]?.toLowerCase()}${kind.slice(1)}Affinity${strength}`,
    ]),
  ),
]);

/** Where settings of a spawner stand by themselves. */
const SPAWNER = /(?:^hub\.config\.\w*Spawner|\.(?:kubespawner_override|spawner_override))\.(?<trait>\w+)$/;
const SINGLEUSER = 'singleuser.';

/**
 * The setting of KubeSpawner that stands at a place of the chart's values, in camelCase; undefined for any other place.
 *
 * Source: the chart's `files/hub/jupyterhub_config.py`.
 */
export function spawnerSetting(place: string): string | undefined {
  const trait = SPAWNER.exec(place)?.groups?.trait;
  if (trait !== undefined) return camelCase(trait);
  if (!place.startsWith(SINGLEUSER)) return undefined;
  const name = place.slice(SINGLEUSER.length);
  return CHART.get(name) ?? (/^\w+$/.test(name) ? name : undefined);
}

/** A key of KubeSpawner as Kubernetes writes it: `node_selector` as `nodeSelector`. */
export const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Whether a place is that of a profile or choice, whose mappings are merged into those of the spawner. */
export const isOverride = (place: string) => /\.(?:kubespawner_override|spawner_override)(?:\.|$)/.test(place);
