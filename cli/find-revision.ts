/** What git is asked for the commit of a revision, which must not be taken for an option. */
export const commitOf = (revision: string) => [
  ...['rev-parse', '--verify', '--quiet', '--end-of-options'],
  `${revision}^{commit}`,
];

/**
 * What to do about a revision that a repository lacks, where it can be found out: clones of CI have few.
 *
 * @param git Runs git there; undefined where it fails.
 */
export async function fixOfMissing(
  revision: string,
  git: (args: readonly string[]) => Promise<string | undefined>,
): Promise<string | undefined> {
  const asked = async (...args: string[]) => (await git(args))?.trim() ?? '';
  // Undefined outside of a repository.
  const newest = await git(['rev-list', '--all', '--max-count=1']);
  if (newest === undefined) return undefined;
  if (newest.trim() === '') return 'nothing is committed yet: commit the settings first';
  if ((await asked(...commitOf(`origin/${revision}`))) !== '')
    return `name the branch of the remote: origin/${revision}`;
  if ((await asked('rev-parse', '--is-shallow-repository')) !== 'true') return undefined;
  return 'this clone has only the last commits: run `git fetch --unshallow`, or let CI check out all of them (`fetch-depth: 0`)';
}
