import * as z from 'zod';
import { expected, secretSource, size } from './scalars.ts';

const WHAT = 'a folder such as /mnt/backup, sftp:user@host:/path, s3:https://host/bucket or rest:https://host/path';

const text = (pattern: RegExp, what: string) => z.string(expected(what)).regex(pattern, expected(what));

/** What restic takes as a repository, of the kinds that need no other program. */
const repository = () =>
  text(/^(\/[^\s\p{Cc}]*|sftp:\S+|s3:https?:\/\/\S+|rest:https?:\/\/\S+)$/u, WHAT).superRefine((value, context) => {
    const report = (message: string) => context.addIssue({ code: 'custom', message });
    if (/^(s3|rest):https?:\/\/[^/]*@/.test(value)) report('the address contains a login: move it to "login"');
    else if (/^sftp:/.test(value) && !/^sftp:(\/\/)?[^@:/\s]+@[^:/\s]+(:\d+\/\/|:|\/\/)\S+$/.test(value))
      report('expected sftp:user@host:/path, or sftp://user@host:port//path for another port than 22');
    else if (/^\/+$/.test(value)) report('expected a folder of its own, such as /mnt/backup');
  });

const count = (preset: number) => z.int().min(0).max(1000).default(preset);

/** `backup`: where the work of the users is kept besides the nodes' own disks. */
export const backupSchema = z
  .strictObject({
    repository: repository().describe(
      'Where backups are kept: a folder that is mounted on every node, an SFTP, an S3 or a restic REST server.',
    ),
    password: secretSource().describe(
      'Password that encrypts the backups. Without it they cannot be read: keep it elsewhere too.',
    ),
    login: z
      .strictObject({
        username: z.string().min(1).describe('User name, or the access key of S3.'),
        password: secretSource().describe('Its password, or the secret key of S3.'),
      })
      .optional()
      .describe('Login at an S3 or REST server.'),
    ssh: z
      .strictObject({
        key: secretSource().describe('Private SSH key without a passphrase, with which the nodes log in.'),
        hostKey: text(
          /^(ssh|ecdsa|sk)-[\w@.-]+ [A-Za-z0-9+/=]+$/,
          'the public key of the server, such as "ssh-ed25519 AAAA…": `ssh-keyscan HOST` prints it',
        ).describe('Public key of the server, as `ssh-keyscan` prints it behind the name.'),
      })
      .optional()
      .describe('Login at an SFTP server.'),
    at: z
      .array(text(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 02:00'))
      .refine((times) => times.length > 0, { error: () => 'expected at least one time of day such as 02:00' })
      .default(['02:00'])
      .describe('Times of day, by the clock of the node; each node starts up to half an hour later.'),
    keep: z
      .strictObject({
        daily: count(7).describe('Days of which the last backup is kept.'),
        weekly: count(5).describe('Weeks of which the last backup is kept.'),
        monthly: count(12).describe('Months of which the last backup is kept.'),
      })
      .refine((it) => it.daily + it.weekly + it.monthly > 0, { error: () => 'expected to keep at least one backup' })
      .prefault({})
      .describe('What is kept of older backups; those of the last two days always are.'),
    exclude: z
      .array(
        text(
          /^(?![#!])[^\s$\p{Cc}]([^$\p{Cc}]*[^\s$\p{Cc}])?$/u,
          'a pattern such as .cache or *.tmp, without "$" and not beginning with "#" or "!"',
        ),
      )
      .default(['.cache', '.local/share/Trash'])
      .describe('Names and patterns of files and folders in homes and shared folders to leave out.'),
    bandwidth: size().optional().describe('Most that each node uploads in a second, such as 20Mi. If unset, no limit.'),
    restoreOnly: z
      .boolean()
      .default(false)
      .describe(
        'Whether backups are only read: nothing is backed up, and nothing removed from the repository. For a copy of a cluster, with which a restore is practised.',
      ),
  })
  .superRefine(({ repository: place, login, ssh }, context) => {
    const report = (at: string, message: string) => context.addIssue({ code: 'custom', path: [at], message });
    const kind = /^(sftp|s3|rest):/.exec(place)?.[1];
    if (ssh === undefined && kind === 'sftp') report('ssh', 'the nodes need a key to log in at the SFTP server');
    if (ssh !== undefined && kind !== 'sftp') report('ssh', 'only for a repository that begins with sftp:');
    if (login === undefined && kind === 's3') report('login', 'S3 needs an access key and a secret key');
    if (login !== undefined && kind !== 's3' && kind !== 'rest')
      report('login', 'only for a repository that begins with s3: or rest:');
  })
  .optional()
  .describe('Backups of homes, of the database of the hub and of the cluster. If unset, there are none.');

export type Backup = NonNullable<z.output<typeof backupSchema>>;
