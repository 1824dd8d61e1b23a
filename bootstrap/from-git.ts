import type { Platform } from '../platform/platform.ts';
import type { SecretSource } from '../platform/schema/scalars.ts';
import { sourceName } from '../platform/secrets.ts';
import { secretSources } from '../settings/secret-sources.ts';
import type { Run } from '../system/exec.ts';
import { gitState, isFromCommit, isTracked } from '../system/git-state.ts';

export interface GitProject {
  readonly platform: Platform;
  /** Folder of platform.yaml. */
  readonly directory: string;
  readonly run: Run;
}

/**
 * Names the sources of secrets that git does not have, if all else that differs from what a commit has deployed comes from later
 * commits or from edits here. Otherwise undefined: then git explains nothing.
 */
export async function secretsOutsideGit(
  commit: string,
  { platform, directory, run }: GitProject,
): Promise<readonly string[] | undefined> {
  const here = await gitState(directory, run);
  // Whatever differs at the same commit is not from git.
  if (here === undefined || (here.commit === commit && !here.isDirty)) return undefined;
  if (!(await isFromCommit(commit, directory, run))) return undefined;
  const isInGit = (path: string) => isTracked(path, directory, run);
  for (const path of settingsFiles(platform)) if (!(await isInGit(path))) return undefined;
  const outside: string[] = [];
  for (const { source } of secretSources(platform)) {
    const tracked = await Promise.all(filesOf(source).map(isInGit));
    if (!tracked.includes(true)) outside.push(sourceName(source));
  }
  return outside;
}

function settingsFiles({ auth }: Platform): string[] {
  return ['platform.yaml', ...(auth.type === 'users' ? [auth.file ?? 'users.yaml'] : [])];
}

/** What may be a file that has a secret, perhaps encrypted: `sops decrypt secrets.sops.yaml` reads one. */
function filesOf(source: SecretSource): readonly string[] {
  if ('command' in source) return source.command;
  return 'file' in source ? [source.file] : [];
}
