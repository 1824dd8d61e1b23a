import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { GPU_RESOURCE } from '../platform/gpus.ts';
import { names } from '../platform/names.ts';
import type { GpuSharing } from '../platform/schema/cluster.ts';
import { sha256 } from '../system/sha256.ts';
import { MpsControlDaemon } from './mps-control-daemon.ts';
import { CONFIGS, type GpuNode, mpsRoot, mpsShm, nvidiaContainer, nvidiaPod } from './nvidia-pods.ts';

/** What a {@link NvidiaDevicePlugin} is made from. */
export interface NvidiaDevicePluginProps {
  /** The nodes with GPUs; at least one. */
  readonly nodes: readonly GpuNode[];
}

/**
 * NVIDIA's device plugin, which offers the GPUs of nodes as `nvidia.com/gpu`, and its control daemon for nodes that share
 * with MPS.
 *
 * Upstream's chart lets a second container watch a label of the node, link its configuration and signal the plugin. Here
 * each node has a file under its own name, and Kubernetes fills that name in: no label to set, no right to read nodes, and one
 * DaemonSet, so that two plugins never compete for the socket of a node while its sharing changes.
 *
 * Source: NVIDIA/k8s-device-plugin v0.20.0, `deployments/static` and the templates of its chart.
 */
export class NvidiaDevicePlugin extends Construct {
  readonly configs: k8s.KubeConfigMap;
  readonly devicePlugin: k8s.KubeDaemonSet;
  /** One for each number of servers that share a GPU with MPS; none where no node does. */
  readonly mpsControlDaemons: readonly MpsControlDaemon[];

  constructor(scope: Construct, id: string, { nodes }: NvidiaDevicePluginProps) {
    super(scope, id);
    const data = Object.fromEntries(nodes.map((it) => [`${it.name}.json`, configOf(it.gpuSharing)]));
    // The namespace of the hub forbids what both need of the host.
    const namespace = names.controllerNamespace;
    this.configs = new k8s.KubeConfigMap(this, 'Configs', { metadata: { namespace }, data });
    this.devicePlugin = new k8s.KubeDaemonSet(this, 'DevicePlugin', {
      metadata: { name: names.devicePlugin, namespace },
      spec: devicePlugin(nodes, this.configs.name, digestOf(data)),
    });
    const shares = [...new Set(nodes.flatMap((it) => it.gpuSharing?.mps ?? []))].sort((a, b) => a - b);
    this.mpsControlDaemons = shares.map((replicas) => {
      const sharing = nodes.filter((it) => it.gpuSharing?.mps === replicas);
      return new MpsControlDaemon(this, `Mps${replicas}`, { nodes: sharing, configs: this.configs, replicas });
    });
  }
}

/** The plugin's configuration for a node; JSON, which it reads as well as YAML. */
function configOf(sharing: GpuSharing | undefined): string {
  const resources = (replicas: number) => ({
    // A second share may be of the same GPU: a request for two of them is refused.
    failRequestsGreaterThanOne: true,
    resources: [{ name: GPU_RESOURCE, replicas }],
  });
  return JSON.stringify({
    version: 'v1',
    ...(sharing?.timeSlicing !== undefined && { sharing: { timeSlicing: resources(sharing.timeSlicing) } }),
    ...(sharing?.mps !== undefined && { sharing: { mps: resources(sharing.mps) } }),
  });
}

const digestOf = (data: Readonly<Record<string, string>>) => sha256(JSON.stringify(data));

const sockets = {
  volume: { name: 'sockets', hostPath: { path: '/var/lib/kubelet/device-plugins', type: 'Directory' } },
  mount: { name: 'sockets', mountPath: '/var/lib/kubelet/device-plugins' },
};

function devicePlugin(nodes: readonly GpuNode[], configs: string, digest: string): k8s.DaemonSetSpec {
  const labels = { 'app.kubernetes.io/name': names.devicePlugin };
  return {
    selector: { matchLabels: labels },
    // Another configuration restarts the plugins, one node after another; servers that run keep their GPUs.
    updateStrategy: { type: 'RollingUpdate' },
    template: {
      metadata: { labels, annotations: { 'hubwright/configs': digest } },
      spec: {
        ...nvidiaPod(nodes),
        containers: [
          {
            ...nvidiaContainer(names.devicePlugin, ['nvidia-device-plugin']),
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { drop: ['ALL'] },
              seccompProfile: { type: 'RuntimeDefault' },
            },
            volumeMounts: [sockets.mount, mpsRoot.mount, mpsShm.mount, CONFIGS],
          },
        ],
        volumes: [sockets.volume, mpsRoot.volume, mpsShm.volume, { name: CONFIGS.name, configMap: { name: configs } }],
      },
    },
  };
}
