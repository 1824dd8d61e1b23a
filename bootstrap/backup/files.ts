import { readFileSync } from 'node:fs';
import { backupPaths } from '../../cluster/backup-paths.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import { longestAge } from '../../platform/backup-age.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Backup } from '../../platform/schema/backup.ts';
import type { NodeFile } from '../plan/actions.ts';

const PROGRAMS: Readonly<Record<string, string>> = {
  backup: 'backup.py',
  'hubwright_copies.py': 'hubwright_copies.py',
  'hubwright_note.py': 'hubwright_note.py',
  'hubwright_restic.py': 'hubwright_restic.py',
};
/** Of systemd. */
export const UNIT_FILES = {
  service: '/etc/systemd/system/hubwright-backup.service',
  timer: '/etc/systemd/system/hubwright-backup.timer',
} as const;

const SERVICE = `# Written by Hubwright.
[Unit]
Description=Backup of this node
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=${backupPaths.script} run
TimeoutStartSec=1d
Nice=15
IOSchedulingClass=best-effort
IOSchedulingPriority=7
`;

const timer = ({ at }: Backup) => `# Written by Hubwright.
[Unit]
Description=Backups of this node

[Timer]
${at.map((it) => `OnCalendar=*-*-* ${it}:00\n`).join('')}RandomizedDelaySec=30m
Persistent=true

[Install]
WantedBy=timers.target
`;

/** What a node gets for its backups, as text. Some of it is secret. */
export function backupFiles(node: K3sNode, platform: Platform, backup: Backup): readonly NodeFile[] {
  const own = (name: string, content: string): NodeFile => {
    return { path: `${backupPaths.folder}/${name}`, mode: 0o600, content };
  };
  const isFirst = node.name === platform.cluster.nodes[0]?.name;
  const { ssh } = backup;
  return [
    own('settings', `${JSON.stringify(settingsOf(node, platform, backup, isFirst), undefined, 2)}\n`),
    own('repository', `${backup.repository}\n`),
    own('password', `${platform.secrets.reveal(backup.password)}\n`),
    own('environment', environmentOf(platform, backup)),
    own('excludes', backup.exclude.map((it) => `${it}\n`).join('')),
    ...(ssh === undefined
      ? []
      : [own('ssh-key', `${platform.secrets.reveal(ssh.key)}\n`), own('known-hosts', `* ${ssh.hostKey}\n`)]),
    ...Object.entries(PROGRAMS).map(([name, source]) => ({
      path: `${backupPaths.programs}/${name}`,
      mode: 0o755,
      content: readFileSync(new URL(source, import.meta.url), 'utf8'),
    })),
    ...(backup.restoreOnly
      ? []
      : [
          { path: UNIT_FILES.service, mode: 0o644, content: SERVICE },
          { path: UNIT_FILES.timer, mode: 0o644, content: timer(backup) },
        ]),
  ];
}

/** The login at an SFTP server: gone from the settings, it goes from the node. */
export const SSH_FILES = ['ssh-key', 'known-hosts'].map((name) => `${backupPaths.folder}/${name}`);

function settingsOf(node: K3sNode, { cluster, hub }: Platform, backup: Backup, isFirst: boolean) {
  const { at, keep, bandwidth, restoreOnly } = backup;
  return {
    cluster: cluster.name,
    node: node.name,
    namespace: hub.namespace,
    k3s: cluster.k3sVersion,
    // It has a datastore, and a backup without that is none.
    server: node.role === 'server',
    // Two nodes that do so at once would wait for each other, and read all of the repository twice.
    prunes: isFirst,
    keep,
    patience: '2h',
    // In seconds; the hub's page says of an older one that it is.
    longestAge: longestAge({ at }) / 1000,
    // restic counts in KiB a second.
    ...(bandwidth === undefined ? {} : { bandwidth: bandwidth.toKibibytes() }),
    ...(restoreOnly ? { restoreOnly } : {}),
  };
}

/** The login at a server, as restic reads it from its environment. */
function environmentOf({ secrets }: Platform, { repository, login }: Backup): string {
  if (login === undefined) return '';
  const [user, password] = repository.startsWith('s3:')
    ? ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
    : ['RESTIC_REST_USERNAME', 'RESTIC_REST_PASSWORD'];
  return `${user}=${login.username}\n${password}=${secrets.reveal(login.password)}\n`;
}
