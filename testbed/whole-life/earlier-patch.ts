/** The release of k3s one patch before: `v1.36.4+k3s1` for `v1.36.5+k3s2`. The first of a minor version is its own. */
export function earlierPatch(release: string): string {
  const [, minor = '', patch = ''] = /^(v\d+\.\d+)\.(\d+)\+k3s\d+$/.exec(release) ?? [];
  if (patch === '') throw new Error(`${release} is no release of k3s`);
  return patch === '0' ? release : `${minor}.${Number(patch) - 1}+k3s1`;
}
