import { HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';

/** restic's exit codes that have one meaning. Source: restic 0.18, "Scripting". */
const MEANING: Readonly<Record<number, readonly [what: string, fix: string]>> = {
  10: ['it finds no repository', 'Check `backup.repository` in platform.yaml, and that its disk is mounted.'],
  11: ['the repository is locked by another restic', 'Wait for it, then run the same command again.'],
  12: ['the password does not open the repository', 'Check the password of `backup` in platform.yaml.'],
  127: ['it has no backups set up', 'Set `backup` in platform.yaml and run `npx hubwright up`.'],
};
/** Lines of restic in a message, at most. */
const MOST = 5;

/** What a restic that failed means, as far as that can be told; what it is already otherwise. */
export function resticFailure(error: unknown, after: string): unknown {
  if (!(error instanceof HostError) || error.reason !== 'exit') return error;
  const meaning = MEANING[error.code ?? 0];
  const [what, fix] = meaning ?? [`restic ended with code ${error.code}`];
  const said = meaning === undefined ? resticLines(error.stderr) : [];
  const lines = said.slice(0, MOST).map((line) => `\n  ${line}`);
  const more = said.length > MOST ? `\n  and ${said.length - MOST} more` : '';
  const isFull = said.some((it) => /no space left|quota exceeded/i.test(it));
  const advice = isFull ? 'Free space on the disk of the host, then run the same command again.' : fix;
  const sentences = [after, advice].filter((it) => it !== undefined && it !== '').join(' ');
  return new UserError(`${error.host}: ${what}${lines.join('')}${more}`, {
    ...(sentences !== '' && { fix: sentences }),
    cause: error,
  });
}

/** What restic says went wrong, each once: it prints a JSON object for every error. */
export function resticLines(stderr: string): string[] {
  const lines = stderr.split('\n').filter((it) => it.trim() !== '');
  return [...new Set(lines.map(readLine))].filter((it) => !/^(Fatal: )?There were \d+ errors$/.test(it));
}

function readLine(line: string): string {
  try {
    const {
      message,
      error,
      item = '',
    } = JSON.parse(line) as {
      readonly message?: string;
      readonly error?: { readonly message?: string };
      readonly item?: string;
    };
    const said = (error?.message ?? message ?? line).trim().replace(/^Fatal: /, '');
    return item === '' || said.includes(item) ? said : `${item}: ${said}`;
  } catch {
    return line.trim();
  }
}
