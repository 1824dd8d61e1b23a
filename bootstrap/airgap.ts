import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../settings/user-error.ts';
import type { LocalFile } from './actions.ts';

/** k3s from a folder instead of the internet. */
export interface Airgap {
  /** k3s's install.sh. */
  readonly installer: string;
  /** The binary for an architecture. */
  readonly binary: (architecture: string) => LocalFile;
  /** Archives of images for an architecture, those of k3s among them. */
  readonly images: (architecture: string) => readonly LocalFile[];
}

/**
 * Reads the folder of `cluster.airgap`: `install.sh`, the files of k3s's release as they are downloaded with their
 * `sha256sum-<architecture>.txt`, and any other tars of images.
 *
 * @throws UserError with everything that is missing or is not what its checksum says
 */
export async function readAirgap(folder: string, architectures: readonly string[]): Promise<Airgap> {
  const binaryName = (architecture: string) => (architecture === 'amd64' ? 'k3s' : `k3s-${architecture}`);
  const local = (name: string) => ({ file: join(folder, name), bytes: statSync(join(folder, name)).size });
  const archives = existsSync(folder)
    ? readdirSync(folder).filter((name) => /\.(tar|tar\.(gz|zst|bz2|lz4)|tgz)$/.test(name))
    : [];
  const ofK3s = (name: string) => /^k3s-airgap-images-([a-z0-9]+)\./.exec(name)?.[1];
  const faults: string[] = existsSync(join(folder, 'install.sh')) ? [] : ['install.sh is missing'];
  for (const architecture of architectures) {
    const sums = `sha256sum-${architecture}.txt`;
    const needed = [binaryName(architecture), sums].filter((name) => !existsSync(join(folder, name)));
    faults.push(...needed.map((name) => `${name} is missing`));
    if (!archives.some((name) => ofK3s(name) === architecture)) {
      faults.push(`k3s-airgap-images-${architecture}.tar.zst is missing`);
    }
    if (needed.length === 0) faults.push(...(await wrongSums(folder, sums)));
  }
  if (faults.length > 0) {
    throw new UserError(`cluster.airgap: ${folder}:\n${faults.map((it) => `  ${it}`).join('\n')}`, {
      hint: 'Download them anew from the release of `cluster.k3sVersion`, and install.sh from get.k3s.io.',
    });
  }
  return {
    installer: join(folder, 'install.sh'),
    binary: (architecture) => local(binaryName(architecture)),
    images: (architecture) =>
      archives.filter((name) => ofK3s(name) === undefined || ofK3s(name) === architecture).map(local),
  };
}

/** The files that are there and are not what the release's list of checksums says; it must list the binary. */
async function wrongSums(folder: string, list: string): Promise<string[]> {
  const lines = readFileSync(join(folder, list), 'utf8').matchAll(/^([0-9a-f]{64}) [ *](\S+)$/gm);
  const sums = new Map([...lines].map(([, sum = '', name = '']) => [name, sum]));
  if (![...sums.keys()].some((name) => /^k3s(-[a-z0-9]+)?$/.test(name))) return [`${list} does not list k3s`];
  const present = [...sums].filter(([name]) => existsSync(join(folder, name)));
  const checked = await Promise.all(
    present.map(async ([name, sum]) => {
      const hash = createHash('sha256');
      await pipeline(createReadStream(join(folder, name)), hash);
      const found = hash.digest('hex');
      return found === sum ? [] : [`${name} is damaged or of another release: sha256 ${found}, expected ${sum}`];
    }),
  );
  return checked.flat();
}
