const folder = '/etc/hubwright/backup';
const programs = '/usr/local/lib/hubwright';

/** Where a node has what its backups need. */
export const backupPaths = {
  /** Settings and secrets, of root alone. */
  folder,
  /** Whether there are backups at all: it is there as long as anything of them is. */
  settings: `${folder}/settings`,
  /** Says with which files the timer was last started. */
  started: `${folder}/started`,
  programs,
  restic: `${programs}/restic`,
  /** Says of which archive that is. */
  resticSum: `${programs}/restic.sha256`,
  script: `${programs}/backup`,
  /** How the last run ended. */
  status: '/var/lib/hubwright/backup/status.json',
} as const;
