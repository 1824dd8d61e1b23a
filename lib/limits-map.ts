import { Duration, Size } from 'cdk8s';
import { Cpu, k8s, type Namespace } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { hubPaths, names, OURS } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';
import { mebibytesOf, spawnerCpu } from '../platform/quantities.ts';

/** What a {@link LimitsMap} is made from. */
export interface LimitsMapProps {
  /** The namespace whose pods mount it. */
  readonly namespace: Namespace;
  /** From {@link limitsOf}. */
  readonly limits: object;
}

/** The limits as a ConfigMap that the hub mounts, so that they change without a restart. */
export class LimitsMap extends Construct {
  readonly configMap: k8s.KubeConfigMap;

  /** The pod volume that holds it, whether there is one or not. */
  static readonly volume = { name: names.limits, configMap: { name: names.limits, optional: true } };

  /** The container mount of {@link volume}. */
  static readonly mount = { name: LimitsMap.volume.name, mountPath: hubPaths.limits, readOnly: true };

  constructor(scope: Construct, id: string, { namespace, limits }: LimitsMapProps) {
    super(scope, id);
    this.configMap = new k8s.KubeConfigMap(this, 'ConfigMap', {
      metadata: { name: names.limits, namespace: namespace.name, labels: { ...OURS } },
      data: { 'limits.json': `${JSON.stringify(limits, null, 2)}\n` },
    });
  }
}

/** The limits as the hub reads them, in `rules.py`: cores, MiB and seconds; undefined where there are none. */
export function limitsOf({ limits, sizes }: Pick<Platform, 'limits' | 'sizes'>): object | undefined {
  const timed = sizes.flatMap(({ name, longestRun, idle }) =>
    longestRun || idle ? [[name, { longestRun, idle }]] : [],
  );
  if (limits === undefined && timed.length === 0) return undefined;
  return inNumbers({ ...limits, ...(timed.length > 0 && { sizes: Object.fromEntries(timed) }) }) as object;
}

function inNumbers(value: unknown): unknown {
  if (value instanceof Cpu) return spawnerCpu(value);
  if (value instanceof Size) return mebibytesOf(value);
  if (value instanceof Duration) return value.toSeconds();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, inNumbers(it)]));
}
