import { k8s, Namespace } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { NEVER_PRUNE, names } from '../platform/names.ts';

/**
 * A home whose folder is missing, say because its disk is not mounted, then keeps the server from starting: a `hostPath`,
 * the provisioner's default, would be created again, empty and on the wrong disk. Read when a volume is made; of a class that
 * exists, Kubernetes lets annotations change, and hardly anything else.
 *
 * Source: local-path-provisioner, `provisioner.go`: `defaultVolumeType`.
 */
const OF_EXISTING_FOLDERS = { defaultVolumeType: 'local' } as const;

/** What a {@link HubNamespace} is made from. */
export interface HubNamespaceProps {
  /** Name of the namespace; claims and bookmarks outlive a synth, so it is not made up. */
  readonly name: string;
  /**
   * Whether homes are folders on the disks of the nodes.
   *
   * @default true
   */
  readonly localStorage?: boolean;
  /**
   * What pods may have of their node, as Pod Security levels.
   *
   * @default 'baseline'
   */
  readonly podSecurity?: 'baseline' | 'privileged';
}

/** The namespace of the hub and of every server, and the StorageClass of their claims. */
export class HubNamespace extends Construct {
  readonly namespace: Namespace;
  /** The class whose volumes outlive their claims; undefined without local storage. */
  readonly storageClass: k8s.KubeStorageClass | undefined;

  constructor(scope: Construct, id: string, props: HubNamespaceProps) {
    super(scope, id);
    this.namespace = new Namespace(this, 'Namespace', {
      metadata: {
        name: props.name,
        labels: { ...NEVER_PRUNE, 'pod-security.kubernetes.io/enforce': props.podSecurity ?? 'baseline' },
      },
    });
    this.storageClass =
      (props.localStorage ?? true)
        ? new k8s.KubeStorageClass(this, 'StorageClass', {
            metadata: { name: names.storageClass, labels: { ...NEVER_PRUNE }, annotations: { ...OF_EXISTING_FOLDERS } },
            provisioner: 'rancher.io/local-path',
            reclaimPolicy: 'Retain',
            volumeBindingMode: 'WaitForFirstConsumer',
          })
        : undefined;
  }
}
