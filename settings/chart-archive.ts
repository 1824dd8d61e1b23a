import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Problem } from './problem.ts';
import type { Settings } from './schema/platform.ts';

/** What a HelmChart can embed: etcd refuses objects beyond 1.5 MiB, and the applied copy is kept beside it. */
const LARGEST_BASE64_KIB = 180;

/** The chart archive of `hub.chart.file` in base64, or what is wrong with it. */
export function readChartArchive(
  { file, version, repository }: Settings['hub']['chart'],
  directory: string,
): { archive: string | undefined; problems: Problem[] } {
  if (file === undefined) return { archive: undefined, problems: [] };
  const fail = (message: string, hint: string) => ({
    archive: undefined,
    problems: [{ path: ['hub', 'chart', 'file'], message, hint }],
  });
  const pull = `helm pull jupyterhub --repo ${repository} --version ${version}`;
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(directory, file));
  } catch (error) {
    return fail(
      `the chart archive "${file}" cannot be read (${(error as NodeJS.ErrnoException).code})`,
      `get it with "${pull}", and name the file that it writes`,
    );
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b)
    return fail(`"${file}" is not a gzip archive`, `name the .tgz that "${pull}" writes`);
  const archive = bytes.toString('base64');
  if (archive.length > LARGEST_BASE64_KIB * 1024) {
    return fail(
      `"${file}" has ${Math.ceil(archive.length / 1024)} KiB in base64; an object that k3s applies has at most ${LARGEST_BASE64_KIB} KiB`,
      'serve it from a Helm repository on your network and set hub.chart.repository',
    );
  }
  return { archive, problems: [] };
}
