import type { Snapshot } from '../backup/repository.ts';

/** A backup of ada's home. */
export function homeSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    ...{ id: 'aa11bb22cc', kind: 'volume', time: new Date(2026, 10, 25, 2, 13, 27).getTime(), node: 'agent-1' },
    ...{ cluster: undefined, namespace: 'jupyterhub', claim: 'claim-ada', files: 3214, bytes: 1_400_000_000 },
    paths: ['/var/lib/rancher/k3s/storage/pvc-1_jupyterhub_claim-ada'],
    ...changes,
  };
}
