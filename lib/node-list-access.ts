import { k8s, type Namespace } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

/** What a {@link NodeListAccess} is made from. */
export interface NodeListAccessProps {
  /** The hub's namespace. */
  readonly namespace: Namespace;
  /** The service account of the hub. */
  readonly serviceAccount: string;
}

/**
 * Lets the hub list nodes, so that it can show how many servers fit, how many GPUs are free, and how large a home is: the
 * chart's own role covers its namespace only. Without it the hub shows none of these, and a server waits for its GPU.
 */
export class NodeListAccess extends Construct {
  readonly role: k8s.KubeClusterRole;
  readonly binding: k8s.KubeClusterRoleBinding;

  constructor(scope: Construct, id: string, { namespace, serviceAccount }: NodeListAccessProps) {
    super(scope, id);
    this.role = new k8s.KubeClusterRole(this, 'Role', {
      rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }],
    });
    this.binding = new k8s.KubeClusterRoleBinding(this, 'Binding', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: this.role.name },
      subjects: [{ kind: 'ServiceAccount', name: serviceAccount, namespace: namespace.name }],
    });
  }
}
