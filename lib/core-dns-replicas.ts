import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { names, OURS } from '../platform/names.ts';
import type { Node } from '../platform/nodes.ts';
import { type Constraints, placementObstacle } from '../platform/placement.ts';

/** Where k3s's CoreDNS may run. Source: k3s 1.36.5, `manifests/coredns.yaml`. */
const CORE_DNS: Constraints = {
  nodeSelector: {},
  tolerations: [
    { key: 'CriticalAddonsOnly', operator: 'Exists' },
    { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' },
  ],
};

/** How many of its pods there can be: k3s has each run on a node of its own. */
const REPLICAS = 2;

/**
 * Runs CoreDNS twice: k3s does once, and with its node all names are lost for almost six minutes, until Kubernetes starts
 * another. An autoscaler, since k3s's manifest says nothing of how many there are: another one would be put back.
 */
export class CoreDnsReplicas extends Construct {
  readonly autoscaler: k8s.KubeHorizontalPodAutoscalerV2;

  /** Whether there are nodes for all of them; one without a node would stay pending. */
  static fitOn(nodes: readonly Node[]): boolean {
    return nodes.filter((it) => placementObstacle(CORE_DNS, it) === undefined).length >= REPLICAS;
  }

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.autoscaler = new k8s.KubeHorizontalPodAutoscalerV2(this, 'Autoscaler', {
      metadata: { name: names.coreDnsReplicas, namespace: names.controllerNamespace, labels: { ...OURS } },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'coredns' },
        minReplicas: REPLICAS,
        maxReplicas: REPLICAS,
      },
    });
  }
}
