import type { ChartValues } from '../imports/z2jh-values.ts';
import type { NfsExport } from '../platform/schema/storage.ts';
import { nfsVolume } from './shared-folders.ts';

type Values = NonNullable<ChartValues['singleuser']>;

/**
 * Homes as folders of one export. The kubelet makes a folder that is missing, with the mode of the export itself, and the
 * server of the export decides who owns it. Names of folders are the chart's own default for such a share.
 *
 * Source: Kubernetes, `pkg/volume/util/subpath`: `doSafeMakeDir`; zero-to-jupyterhub 4.4.0, `singleuser.storage.static`.
 */
export function nfsHomes(from: NfsExport, mountPath: string) {
  const volume = { name: 'home', ...nfsVolume(from, false) };
  return { volume, mount: { name: 'home', mountPath, subPath: '{username}' } };
}

/**
 * Keeps the databases that Jupyter itself writes off the export: SQLite relies on locks, which NFS has only in part, and a
 * kernel that waits for one does not start.
 */
export const DATABASES_OFF_NFS: NonNullable<Values['extraFiles']> = {
  'hubwright-ipython': {
    mountPath: '/etc/ipython/ipython_kernel_config.json',
    data: { HistoryManager: { hist_file: ':memory:' } },
  },
  'hubwright-jupyter': {
    mountPath: '/etc/jupyter/jupyter_config.json',
    data: { NotebookNotary: { db_file: ':memory:' }, BaseFileIdManager: { db_path: '/tmp/file_id_manager.db' } },
  },
};
