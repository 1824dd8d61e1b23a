import { gzipSync } from 'node:zlib';
import type { KubeObject, Store } from './k3s-store.ts';

/** The release of the hub. */
export const HUB = 'jupyterhub';

/** The objects of a chart, as far as they are of any use here: another one than that of the hub has one Deployment. */
export function objectsOf(release: string): readonly (readonly [apiVersion: string, kind: string, name: string])[] {
  if (release !== HUB) return [['apps/v1', 'Deployment', release]];
  return [
    ['v1', 'PersistentVolumeClaim', 'hub-db-dir'],
    ['apps/v1', 'Deployment', 'hub'],
    ['apps/v1', 'Deployment', 'proxy'],
  ];
}

/** The records that Helm keeps of releases, a Secret for each revision. */
export class HelmRecords {
  constructor(private readonly store: Store) {}

  /** The newest revision of a release that is on record. */
  newest(name: string, namespace: string): { revision: number; status: string | undefined } | undefined {
    return this.of(name, namespace)
      .map(({ metadata: { labels } }) => ({ revision: Number(labels?.version), status: labels?.status }))
      .sort((a, b) => b.revision - a.revision)[0];
  }

  of(name: string, namespace: string): KubeObject[] {
    return this.store
      .list('Secret', namespace)
      .filter(({ metadata: { labels } }) => labels?.owner === 'helm' && labels.name === name);
  }

  supersede(name: string, namespace: string): void {
    for (const old of this.of(name, namespace)) {
      const labels = { ...old.metadata.labels, status: 'superseded' };
      this.store.put({ ...old, metadata: { ...old.metadata, labels } });
    }
  }

  /** A record as Helm keeps it: JSON, packed and encoded twice. */
  put(name: string, namespace: string, revision: number, status: string, description: string): void {
    const labels = { owner: 'helm', name, status, version: String(revision) };
    const metadata = { name: `sh.helm.release.v1.${name}.v${revision}`, namespace, labels };
    const manifest = objectsOf(name)
      .map(
        ([apiVersion, kind, object]) =>
          `---\n# Source: ${name}/templates/${object}.yaml\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${object}\n  labels:\n    app: "${name}"\n`,
      )
      .join('');
    const config = { secret: 'the-values-of-a-release' };
    const text = JSON.stringify({
      name,
      info: { description, status },
      config,
      manifest,
      version: revision,
      namespace,
    });
    const release = Buffer.from(gzipSync(text).toString('base64')).toString('base64');
    this.store.put({ apiVersion: 'v1', kind: 'Secret', type: 'helm.sh/release.v1', metadata, data: { release } });
  }
}
