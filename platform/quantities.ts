import type { Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-27';

/** A size as Kubernetes writes it: `10Gi`, `1536Mi`. */
export const kubernetesSize = (size: Size) => inUnits(size, 'Gi', 'Mi');

/** A size as KubeSpawner's `ByteSpecification` reads it, whose `G` and `M` are binary: `2G`, `1536M`. */
export const spawnerSize = (size: Size) => inUnits(size, 'G', 'M');

/** Processor time as KubeSpawner reads it, in cores: `0.5`. */
export const spawnerCpu = (cpu: Cpu) => millisOf(cpu) / 1000;

/** Processor time in millicores; cdk8s keeps it as `500m`. */
export const millisOf = (cpu: Cpu) =>
  cpu.amount.endsWith('m') ? Number(cpu.amount.slice(0, -1)) : Number(cpu.amount) * 1000;

/** A size in MiB; the settings have no finer unit. */
export const mebibytesOf = (size: Size) => size.toMebibytes();

/** A size in whole units of 1024 MiB, else of one: `10Gi`, `1536Mi`. */
export function inUnits(size: Size, large: string, small: string): string {
  const mebibytes = mebibytesOf(size);
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}${large}` : `${mebibytes}${small}`;
}
