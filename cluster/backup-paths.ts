/** Where a node has what its backups need. */
export const backupPaths = {
  /** Settings and secrets, of root alone. */
  settings: '/etc/hubwright/backup',
  restic: '/usr/local/lib/hubwright/restic',
  script: '/usr/local/lib/hubwright/backup',
  /** How the last run ended. */
  status: '/var/lib/hubwright/backup/status.json',
} as const;
