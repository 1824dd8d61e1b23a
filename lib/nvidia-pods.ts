import { k8s } from 'cdk8s-plus-27';
import { GPU_RUNTIME_CLASS } from '../platform/gpus.ts';
import type { GpuSharing } from '../platform/schema/cluster.ts';
import { devicePluginImage } from '../platform/versions.ts';

/** A node whose GPUs are offered. */
export interface GpuNode {
  /** As the node is called in the cluster. */
  readonly name: string;
  /**
   * How servers share each of its GPUs.
   *
   * @default - a server has its GPUs to itself
   */
  readonly gpuSharing?: GpuSharing | undefined;
}

/** Where the device plugin and the control daemon of MPS meet, on the host; both containers have it as `/mps`. */
const MPS_ROOT = '/run/nvidia/mps';

/** The folder of both. */
export const mpsRoot = {
  volume: { name: 'mps-root', hostPath: { path: MPS_ROOT, type: 'DirectoryOrCreate' } },
  mount: { name: 'mps-root', mountPath: '/mps' },
};

/** The shared memory of the MPS server, which the control daemon mounts there. */
export const mpsShm = {
  volume: { name: 'mps-shm', hostPath: { path: `${MPS_ROOT}/shm` } },
  mount: { name: 'mps-shm', mountPath: '/dev/shm' },
};

/** Where and as what the device plugin and the control daemon run. */
export function nvidiaPod(nodes: readonly GpuNode[]) {
  const hosts = { key: 'kubernetes.io/hostname', operator: 'In', values: nodes.map((it) => it.name) };
  return {
    runtimeClassName: GPU_RUNTIME_CLASS,
    priorityClassName: 'system-node-critical',
    automountServiceAccountToken: false,
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [hosts] }] },
      },
    },
    // Whatever keeps servers from these nodes does not concern what makes their GPUs usable.
    tolerations: [{ operator: 'Exists' }],
  };
}

/** Where each finds the file with the name of its node. */
export const CONFIGS = { name: 'configs', mountPath: '/configs' };

/** A container that sees all GPUs of its node. */
export function nvidiaContainer(name: string, command: string[]) {
  return {
    name,
    image: devicePluginImage,
    imagePullPolicy: 'IfNotPresent',
    command,
    env: [
      { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'CONFIG_FILE', value: `${CONFIGS.mountPath}/$(NODE_NAME).json` },
      { name: 'MPS_ROOT', value: MPS_ROOT },
      { name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' },
      { name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'compute,utility' },
    ],
    resources: { requests: { cpu: k8s.Quantity.fromString('20m'), memory: k8s.Quantity.fromString('64Mi') } },
  };
}
