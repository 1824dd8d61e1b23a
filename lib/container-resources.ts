import { kubernetesSize } from '../platform/quantities.ts';
import type { Resources } from '../platform/schema/server-containers.ts';

/** What a container reserves and may use, as Kubernetes writes it; undefined if it reserves nothing. */
export function containerResources({ cpu, memory }: Resources) {
  const requests = {
    ...(cpu && { cpu: cpu.guarantee.amount }),
    ...(memory && { memory: kubernetesSize(memory.guarantee) }),
  };
  const limits = {
    ...(cpu?.limit && { cpu: cpu.limit.amount }),
    ...(memory?.limit && { memory: kubernetesSize(memory.limit) }),
  };
  if (Object.keys(requests).length === 0) return undefined;
  return { requests, ...(Object.keys(limits).length > 0 && { limits }) };
}
