import { k8s, type Namespace } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { hubPaths, names, OURS } from '../platform/names.ts';

/** What the hub reads again when it changes, as `reread.py` does, each as a file in a ConfigMap. */
const FILES = {
  announcement: { name: names.announcement, mountPath: hubPaths.announcement },
  limits: { name: names.limits, mountPath: hubPaths.limits },
} as const;

/** What a {@link RereadMap} is made from. */
export interface RereadMapProps {
  /** The namespace whose pods mount it. */
  readonly namespace: Namespace;
  /** Which file it is, `<file>.json`. */
  readonly file: keyof typeof FILES;
  /** What the file says, as JSON. */
  readonly content: object;
}

/** A ConfigMap that the hub mounts, so that what it says comes, changes and goes without a restart. */
export class RereadMap extends Construct {
  readonly configMap: k8s.KubeConfigMap;

  /** The pod volumes that hold them, whether there is one or not. */
  static readonly volumes = Object.values(FILES).map(({ name }) => ({ name, configMap: { name, optional: true } }));

  /** The container mounts of {@link volumes}. */
  static readonly mounts = Object.values(FILES).map((it) => ({ ...it, readOnly: true }));

  constructor(scope: Construct, id: string, { namespace, file, content }: RereadMapProps) {
    super(scope, id);
    this.configMap = new k8s.KubeConfigMap(this, 'ConfigMap', {
      metadata: { name: FILES[file].name, namespace: namespace.name, labels: { ...OURS } },
      data: { [`${file}.json`]: `${JSON.stringify(content, null, 2)}\n` },
    });
  }
}
