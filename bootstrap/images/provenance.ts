import { CommandError, type Run } from '../../system/exec.ts';

/**
 * Labels that say where an image's folder comes from, as far as git knows: the commit that last changed the folder, not
 * the current one, so that two builds of one tag from one history agree. None for a folder with uncommitted changes.
 */
export async function provenanceLabels(folder: string, run: Run): Promise<Record<string, string>> {
  const git = async (...args: string[]) => (await run('git', args, { timeout: 10_000, cwd: folder })).stdout.trim();
  try {
    const revision = await git('log', '-1', '--format=%H', '--', '.');
    if (revision === '' || (await git('status', '--porcelain', '--', '.')) !== '') return {};
    const remotes = (await git('remote')).split('\n');
    const source = remotes.includes('origin') ? publicUrl(await git('remote', 'get-url', 'origin')) : undefined;
    return {
      'org.opencontainers.image.revision': revision,
      ...(source === undefined ? {} : { 'org.opencontainers.image.source': source }),
    };
  } catch (error) {
    // No git, or no repository: the image is as good without.
    if (error instanceof CommandError) return {};
    throw error;
  }
}

/** Without a user name and a token, which a remote's address often has. Undefined for a path on this machine. */
function publicUrl(remote: string): string | undefined {
  const scp = /^[^/@]+@([^:/]+):(.+)$/.exec(remote);
  if (scp !== null) return `ssh://${scp[1]}/${scp[2]}`;
  if (!/^(https?|ssh):\/\//.test(remote) || !URL.canParse(remote)) return undefined;
  const url = new URL(remote);
  url.username = '';
  url.password = '';
  url.search = '';
  return url.href;
}
