import { k8s, type Namespace } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { hubPaths, names, OURS } from '../platform/names.ts';
import type { Announcement } from '../platform/schema/pages.ts';

/** What an {@link AnnouncementMap} is made from. */
export interface AnnouncementMapProps {
  /** The namespace whose pods mount it. */
  readonly namespace: Namespace;
  readonly announcement: Announcement;
}

/** The announcement as a ConfigMap that the hub mounts, so that one comes, changes and goes without a restart. */
export class AnnouncementMap extends Construct {
  readonly configMap: k8s.KubeConfigMap;

  /** The pod volume that holds it, whether there is one or not. */
  static readonly volume = {
    name: names.announcement,
    configMap: { name: names.announcement, optional: true },
  };

  /** The container mount of {@link volume}. */
  static readonly mount = { name: AnnouncementMap.volume.name, mountPath: hubPaths.announcement, readOnly: true };

  constructor(scope: Construct, id: string, { namespace, announcement }: AnnouncementMapProps) {
    super(scope, id);
    const { from, until, ...rest } = announcement;
    const shown = { ...rest, ...(from && { from: inUtc(from) }), ...(until && { until: inUtc(until) }) };
    this.configMap = new k8s.KubeConfigMap(this, 'ConfigMap', {
      metadata: { name: names.announcement, namespace: namespace.name, labels: { ...OURS } },
      data: { 'announcement.json': `${JSON.stringify(shown, null, 2)}\n` },
    });
  }
}

/** `2027-01-15T17:00:00+00:00`, as Python reads it too. */
const inUtc = (time: string) => new Date(time).toISOString().replace(/\.\d+Z$/, '+00:00');
