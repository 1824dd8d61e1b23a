import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { names, OURS } from '../platform/names.ts';

/**
 * Above servers, which have none and so 0, and far below what Kubernetes and k3s keep for themselves: the kubelet never
 * evicts pods of those, and a hub that fills its node has to be evictable.
 */
const ABOVE_SERVERS = 1_000_000;

/** The PriorityClass of the hub and its proxy, for which Kubernetes stops servers where no node has room for both. */
export class HubPriority extends Construct {
  readonly priorityClass: k8s.KubePriorityClass;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.priorityClass = new k8s.KubePriorityClass(this, 'PriorityClass', {
      metadata: { name: names.hubPriority, labels: { ...OURS } },
      value: ABOVE_SERVERS,
      description: 'The hub and its proxy, which go before servers where a node is full.',
    });
  }
}
