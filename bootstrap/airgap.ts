import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resticRelease } from '../platform/versions.ts';
import { type LocalFile, localFile } from '../system/local-file.ts';
import { UserError } from '../system/user-error.ts';

/** k3s from a folder instead of the internet. */
export interface Airgap {
  /** k3s's install.sh. */
  readonly installer: string;
  /** The binary for an architecture. */
  readonly binary: (architecture: string) => LocalFile;
  /** The archive of restic for an architecture, where there are backups. */
  readonly restic: (architecture: string) => LocalFile;
  /** Archives of images for an architecture, those of k3s among them. */
  readonly images: (architecture: string) => readonly LocalFile[];
}

/**
 * Reads the folder of `cluster.airgap`: `install.sh` with its `install.sh.sha256sum`, the files of k3s's release as they are
 * downloaded with their `sha256sum-<architecture>.txt`, the archive of restic if there are backups, and any other tars of images.
 *
 * @throws UserError with everything that is missing or is not what its checksum says
 */
export async function readAirgap(
  folder: string,
  architectures: readonly string[],
  hasBackups: boolean,
): Promise<Airgap> {
  const binaryName = (architecture: string) => (architecture === 'amd64' ? 'k3s' : `k3s-${architecture}`);
  const found = new Map<string, LocalFile>();
  const local = (name: string) => {
    const file = found.get(name) ?? localFile(join(folder, name));
    found.set(name, file);
    return file;
  };
  const archives = existsSync(folder)
    ? readdirSync(folder).filter((name) => /\.(tar|tar\.(gz|zst|bz2|lz4)|tgz)$/.test(name))
    : [];
  const ofK3s = (name: string) => /^k3s-airgap-images-([a-z0-9]+)\./.exec(name)?.[1];
  const problems = await checked(folder, ['install.sh'], 'install.sh.sha256sum', local);
  for (const architecture of architectures) {
    const sums = `sha256sum-${architecture}.txt`;
    problems.push(...(await checked(folder, [binaryName(architecture)], sums, local)));
    if (!archives.some((name) => ofK3s(name) === architecture)) {
      problems.push(`k3s-airgap-images-${architecture}.tar.zst is missing`);
    }
  }
  if (hasBackups) for (const it of architectures) problems.push(...(await checkedRestic(folder, it, local)));
  if (problems.length > 0) {
    throw new UserError(`cluster.airgap: ${folder}:\n${problems.map((it) => `  ${it}`).join('\n')}`, {
      fix: 'Download them again as docs/airgap.md says: k3s from the release of `cluster.k3sVersion`.',
    });
  }
  return {
    installer: join(folder, 'install.sh'),
    binary: (architecture) => local(binaryName(architecture)),
    restic: (architecture) => local(resticRelease.archive(architecture).file),
    images: (architecture) =>
      archives.filter((name) => ofK3s(name) === undefined || ofK3s(name) === architecture).map(local),
  };
}

async function checkedRestic(
  folder: string,
  architecture: string,
  local: (name: string) => LocalFile,
): Promise<string[]> {
  const { file, sha256 } = resticRelease.archive(architecture);
  if (!existsSync(join(folder, file))) return [`${file} is missing, which \`backup\` needs`];
  const found = await local(file).sha256();
  return found === sha256 ? [] : [`${file} is damaged or another file: sha256 ${found}, expected ${sha256}`];
}

/** What is wrong with files that a list of checksums must have, and with the others in it that are there. */
async function checked(
  folder: string,
  files: readonly string[],
  list: string,
  local: (name: string) => LocalFile,
): Promise<string[]> {
  const missing = [...files, list].filter((name) => !existsSync(join(folder, name)));
  if (missing.length > 0) return missing.map((name) => `${name} is missing`);
  const lines = readFileSync(join(folder, list), 'utf8').matchAll(/^([0-9a-f]{64}) [ *](\S+)$/gm);
  const sums = new Map([...lines].map(([, sum = '', name = '']) => [name, sum]));
  const unlisted = files.filter((name) => !sums.has(name));
  if (unlisted.length > 0) return unlisted.map((name) => `${list} does not list ${name}`);
  const present = [...sums].filter(([name]) => existsSync(join(folder, name)));
  const wrong = await Promise.all(
    present.map(async ([name, sum]) => {
      const found = await local(name).sha256();
      return found === sum ? [] : [`${name} is damaged or from another release: sha256 ${found}, expected ${sum}`];
    }),
  );
  return wrong.flat();
}
