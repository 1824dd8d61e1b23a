import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { names } from '../platform/names.ts';
import { devicePluginImage } from '../platform/versions.ts';
import { CONFIGS, type GpuNode, mpsRoot, mpsShm, nvidiaContainer, nvidiaPod } from './nvidia-pods.ts';

/** What an {@link MpsControlDaemon} is made from. */
export interface MpsControlDaemonProps {
  /** The nodes that share with MPS, all of them in the same number. */
  readonly nodes: readonly GpuNode[];
  /** The configuration of each node, in a file that is called as the node is. */
  readonly configs: k8s.KubeConfigMap;
  /** How many servers share each GPU. */
  readonly replicas: number;
}

/**
 * The control daemon of MPS, which divides the memory of each GPU among the servers that share it.
 *
 * A restart of the daemon ends all work on the GPUs of its node. So none is restarted because of another node: with a
 * DaemonSet for each number of replicas, its configuration never changes, and `OnDelete` lets running ones be. Where
 * the number of a node changes, the daemon of the new one waits until that of the old one is gone.
 */
export class MpsControlDaemon extends Construct {
  readonly daemonSet: k8s.KubeDaemonSet;

  constructor(scope: Construct, id: string, props: MpsControlDaemonProps) {
    super(scope, id);
    this.daemonSet = new k8s.KubeDaemonSet(this, 'DaemonSet', {
      metadata: { name: `${names.mpsControlDaemon}-${props.replicas}`, namespace: names.controllerNamespace },
      spec: daemonSetSpec(props),
    });
  }
}

function daemonSetSpec({ nodes, configs, replicas }: MpsControlDaemonProps): k8s.DaemonSetSpec {
  const name = { 'app.kubernetes.io/name': names.mpsControlDaemon };
  const labels = { ...name, 'hubwright/replicas': String(replicas) };
  const { affinity, ...rest } = nvidiaPod(nodes);
  const apart = { labelSelector: { matchLabels: name }, topologyKey: 'kubernetes.io/hostname' };
  return {
    selector: { matchLabels: labels },
    updateStrategy: { type: 'OnDelete' },
    template: {
      metadata: { labels },
      spec: {
        ...rest,
        affinity: { ...affinity, podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [apart] } },
        // The server of MPS finds itself by the number that the driver knows it by, which is the host's.
        hostPid: true,
        initContainers: [
          {
            name: 'mount-shm',
            image: devicePluginImage,
            command: ['mps-control-daemon', 'mount-shm'],
            securityContext: { privileged: true },
            volumeMounts: [{ ...mpsRoot.mount, mountPropagation: 'Bidirectional' }],
          },
        ],
        containers: [
          {
            ...nvidiaContainer(names.mpsControlDaemon, ['mps-control-daemon']),
            securityContext: { privileged: true },
            volumeMounts: [mpsRoot.mount, mpsShm.mount, CONFIGS],
          },
        ],
        volumes: [mpsRoot.volume, mpsShm.volume, { name: CONFIGS.name, configMap: { name: configs.name } }],
      },
    },
  };
}
