import { describe, expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { toYaml } from '../system/yaml.ts';
import { type Manifest, manifestsOf } from './testing.ts';

const host = (name: string, more: object = {}) => ({ name, address: `${name}.example.com`, gpus: 2, ...more });
const cluster = (...agents: object[]) => ({
  provider: 'ssh',
  servers: [{ name: 's1', address: '10.0.0.1' }],
  agents,
});
const objects = (settings: object) => manifestsOf(load(settings).platform)['hubwright-gpu'] as Manifest[];
const all = () =>
  objects({
    cluster: cluster(
      host('whole'),
      host('sliced', { gpuSharing: { timeSlicing: 4 } }),
      host('mps-a', { gpuSharing: { mps: 3 } }),
      host('mps-b', { gpuSharing: { mps: 3 } }),
      host('mps-c', { gpuSharing: { mps: 8 } }),
    ),
  });
const named = (name: string, from = all()) => {
  const found = from.find((it) => it.metadata.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};
const nodesOf = (daemonSet: Manifest) =>
  daemonSet.spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]
    .matchExpressions[0];

describe('the device plugin', () => {
  test('of one node', () => {
    const [, , , daemonSet] = objects({ cluster: { provider: 'local', name: 'lab', gpus: 2 } });
    expect(toYaml(daemonSet?.spec.template.spec)).toMatchInlineSnapshot(`
      "affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions:
                  - key: kubernetes.io/hostname
                    operator: In
                    values:
                      - lab
      automountServiceAccountToken: false
      containers:
        - command:
            - nvidia-device-plugin
          env:
            - name: NODE_NAME
              valueFrom:
                fieldRef:
                  fieldPath: spec.nodeName
            - name: CONFIG_FILE
              value: /configs/$(NODE_NAME).json
            - name: MPS_ROOT
              value: /run/nvidia/mps
            - name: NVIDIA_VISIBLE_DEVICES
              value: all
            - name: NVIDIA_DRIVER_CAPABILITIES
              value: compute,utility
          image: nvcr.io/nvidia/k8s-device-plugin:v0.20.0
          imagePullPolicy: IfNotPresent
          name: hubwright-device-plugin
          resources:
            requests:
              cpu: 20m
              memory: 64Mi
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop:
                - ALL
            seccompProfile:
              type: RuntimeDefault
          volumeMounts:
            - mountPath: /var/lib/kubelet/device-plugins
              name: sockets
            - mountPath: /mps
              name: mps-root
            - mountPath: /dev/shm
              name: mps-shm
            - mountPath: /configs
              name: configs
      priorityClassName: system-node-critical
      runtimeClassName: nvidia
      tolerations:
        - operator: Exists
      volumes:
        - hostPath:
            path: /var/lib/kubelet/device-plugins
            type: Directory
          name: sockets
        - hostPath:
            path: /run/nvidia/mps
            type: DirectoryOrCreate
          name: mps-root
        - hostPath:
            path: /run/nvidia/mps/shm
          name: mps-shm
        - configMap:
            name: hubwright-gpu-deviceplugin-configs-c810ebcf
          name: configs
      "
    `);
  });

  test('runs on the nodes with GPUs and finds the configuration of each under its name', () => {
    const plugin = named('hubwright-device-plugin');
    const nodes = ['whole', 'sliced', 'mps-a', 'mps-b', 'mps-c'];
    expect(nodesOf(plugin)).toEqual({ key: 'kubernetes.io/hostname', operator: 'In', values: nodes });
    const configs = all().find((it) => it.kind === 'ConfigMap');
    expect(plugin.spec.template.spec.volumes).toContainEqual({
      name: 'configs',
      configMap: { name: configs?.metadata.name },
    });
    const shared = (method: string, replicas: number) => ({
      version: 'v1',
      sharing: {
        [method]: { failRequestsGreaterThanOne: true, resources: [{ name: 'nvidia.com/gpu', replicas }] },
      },
    });
    const files = Object.entries<string>(configs?.data).map(([file, text]) => [file, JSON.parse(text)]);
    expect(Object.fromEntries(files)).toEqual({
      'whole.json': { version: 'v1' },
      'sliced.json': shared('timeSlicing', 4),
      'mps-a.json': shared('mps', 3),
      'mps-b.json': shared('mps', 3),
      'mps-c.json': shared('mps', 8),
    });
  });

  test('is in no namespace that forbids it: not in that of the hub', () => {
    const namespaces = all().flatMap((it) => it.metadata.namespace ?? []);
    expect(new Set(namespaces)).toEqual(new Set(['kube-system']));
  });

  test('restarts when the sharing of a node changes', () => {
    const digest = (gpuSharing: object) => {
      const [, , , daemonSet] = objects({ cluster: { provider: 'local', gpus: 1, gpuSharing } });
      return daemonSet?.spec.template.metadata.annotations['hubwright/configs'];
    };
    expect(digest({ timeSlicing: 2 })).toBe(digest({ timeSlicing: 2 }));
    expect(digest({ timeSlicing: 2 })).not.toBe(digest({ timeSlicing: 3 }));
  });
});

describe('the control daemon of MPS', () => {
  test('runs where it is needed, one DaemonSet for each number of replicas', () => {
    const daemonSets = all().filter((it) => it.metadata.name.startsWith('hubwright-mps'));
    expect(daemonSets.map((it) => [it.metadata.name, nodesOf(it).values])).toEqual([
      ['hubwright-mps-control-daemon-3', ['mps-a', 'mps-b']],
      ['hubwright-mps-control-daemon-8', ['mps-c']],
    ]);
    expect(toYaml(daemonSets[0]?.spec.template.spec)).toMatchInlineSnapshot(`
      "affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions:
                  - key: kubernetes.io/hostname
                    operator: In
                    values:
                      - mps-a
                      - mps-b
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - labelSelector:
                matchLabels:
                  app.kubernetes.io/name: hubwright-mps-control-daemon
              topologyKey: kubernetes.io/hostname
      automountServiceAccountToken: false
      containers:
        - command:
            - mps-control-daemon
          env:
            - name: NODE_NAME
              valueFrom:
                fieldRef:
                  fieldPath: spec.nodeName
            - name: CONFIG_FILE
              value: /configs/$(NODE_NAME).json
            - name: MPS_ROOT
              value: /run/nvidia/mps
            - name: NVIDIA_VISIBLE_DEVICES
              value: all
            - name: NVIDIA_DRIVER_CAPABILITIES
              value: compute,utility
          image: nvcr.io/nvidia/k8s-device-plugin:v0.20.0
          imagePullPolicy: IfNotPresent
          name: hubwright-mps-control-daemon
          resources:
            requests:
              cpu: 20m
              memory: 64Mi
          securityContext:
            privileged: true
          volumeMounts:
            - mountPath: /mps
              name: mps-root
            - mountPath: /dev/shm
              name: mps-shm
            - mountPath: /configs
              name: configs
      hostPID: true
      initContainers:
        - command:
            - mps-control-daemon
            - mount-shm
          image: nvcr.io/nvidia/k8s-device-plugin:v0.20.0
          name: mount-shm
          securityContext:
            privileged: true
          volumeMounts:
            - mountPath: /mps
              mountPropagation: Bidirectional
              name: mps-root
      priorityClassName: system-node-critical
      runtimeClassName: nvidia
      tolerations:
        - operator: Exists
      volumes:
        - hostPath:
            path: /run/nvidia/mps
            type: DirectoryOrCreate
          name: mps-root
        - hostPath:
            path: /run/nvidia/mps/shm
          name: mps-shm
        - configMap:
            name: hubwright-gpu-deviceplugin-configs-c810ebcf
          name: configs
      "
    `);
  });

  test('keeps running on one node when another starts to share', () => {
    const pod = (...agents: object[]) => {
      const { updateStrategy } = named('hubwright-mps-control-daemon-3', objects({ cluster: cluster(...agents) })).spec;
      return updateStrategy;
    };
    const first = host('a', { gpuSharing: { mps: 3 } });
    expect(pod(first)).toEqual({ type: 'OnDelete' });
    expect(pod(first, host('b', { gpuSharing: { mps: 3 } }))).toEqual({ type: 'OnDelete' });
  });
});

describe('nothing of it is deployed', () => {
  const listed = (settings: object) => objects(settings).map((it) => it.kind);

  test.each<[string, object, string[]]>([
    ['where no node has GPUs', { provider: 'local' }, ['ClusterRole', 'ClusterRoleBinding']],
    ['on VMs, which have none', { provider: 'multipass', agents: { gpus: 1 } }, ['ClusterRole', 'ClusterRoleBinding']],
    [
      'where others offer them',
      { provider: 'local', gpus: 1, gpuPlugin: false },
      ['ClusterRole', 'ClusterRoleBinding'],
    ],
  ])('%s', (_, cluster, kinds) => {
    expect(listed({ cluster })).toEqual(kinds);
  });
});

test("the hub's service account may list nodes, whatever raw values call it", () => {
  const subject = (values: object) =>
    objects({ cluster: { provider: 'local', gpus: 1 }, hub: { values } }).find((it) => it.kind === 'ClusterRoleBinding')
      ?.subjects;
  const account = { kind: 'ServiceAccount', namespace: 'jupyterhub' };
  expect(subject({})).toEqual([{ ...account, name: 'hub' }]);
  expect(subject({ hub: { serviceAccount: { name: 'own' } } })).toEqual([{ ...account, name: 'own' }]);
});
