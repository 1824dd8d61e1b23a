import * as z from 'zod';
import { HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import type { BackupRepository } from './repository.ts';

/** Reading back may mean a download of many gigabytes. */
const LIMIT = 24 * 3_600_000;

const MESSAGE = z.object({
  message_type: z.string(),
  message: z.string().default(''),
  broken_packs: z.array(z.string()).nullish(),
});

/**
 * Checks the structure of the repository, and reads a part of the data back, chosen at random.
 *
 * @param percent how much is read, up to 100
 * @throws UserError with what is damaged
 */
export async function checkRepository(repository: BackupRepository, percent: number): Promise<void> {
  await repository.open();
  try {
    await repository.restic(['check', '--json', '--retry-lock=1h', `--read-data-subset=${percent}%`], {
      timeout: LIMIT,
    });
  } catch (error) {
    if (!(error instanceof HostError) || error.reason !== 'exit') throw error;
    throw new UserError(faultsOf(`${error.stdout}\n${error.stderr}`, error), {
      fix: 'docs/backup.md says how to repair a repository. Backups that are not damaged can still be restored.',
      cause: error,
    });
  }
}

function faultsOf(text: string, error: HostError): string {
  const messages = text.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    const { data } = MESSAGE.safeParse(JSON.parse(line));
    return data === undefined ? [] : [data];
  });
  const broken = messages.flatMap((it) => it.broken_packs ?? []);
  const first = messages.find((it) => it.message_type === 'error')?.message;
  const last = messages.find((it) => it.message_type === 'exit_error')?.message;
  const said = (first ?? last ?? error.what).trim().split('\n')[0] ?? '';
  const packs = broken.length > 0 ? `; damaged packs: ${broken.map((it) => it.slice(0, 8)).join(', ')}` : '';
  return `the check of the backup repository failed: ${said}${packs}`;
}
