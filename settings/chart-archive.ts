import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import type { Settings } from '../platform/schema/platform.ts';
import type { SettingsProblem } from '../system/problem.ts';
import { readBounded } from './read-bounded.ts';

/** The largest chart that a HelmChart can embed: etcd refuses objects beyond 1.5 MiB, and keeps the applied copy as well. */
const LARGEST_BASE64_KIB = 180;
const LARGEST_BYTES = (LARGEST_BASE64_KIB * 1024 * 3) / 4;
/** Far more than the chart has. */
const LARGEST_UNPACKED_MIB = 32;

/** The chart archive of `hub.chart.file` in base64, or what is wrong with it. */
export function readChartArchive(
  { file, version, repository }: Settings['hub']['chart'],
  directory: string,
): { archive: string | undefined; problems: SettingsProblem[] } {
  if (file === undefined) return { archive: undefined, problems: [] };
  const fail = (message: string, fix: string) => ({
    archive: undefined,
    problems: [{ path: ['hub', 'chart', 'file'], message, fix }],
  });
  const pull = `helm pull jupyterhub --repo ${repository} --version ${version}`;
  let bytes: Buffer | undefined;
  try {
    bytes = readBounded(resolve(directory, file), LARGEST_BYTES);
  } catch (error) {
    return fail(
      `the chart archive "${file}" cannot be read (${(error as NodeJS.ErrnoException).code})`,
      `download it with \`${pull}\`, and set the file that it writes`,
    );
  }
  if (bytes === undefined) {
    return fail(
      `"${file}" is larger than ${LARGEST_BASE64_KIB} KiB in base64, the most that k3s applies as one object`,
      'serve it from a Helm repository on your network and set hub.chart.repository',
    );
  }
  const problem = problemOfChart(bytes);
  if (problem !== undefined) return fail(`"${file}" ${problem}`, `use the .tgz that \`${pull}\` writes`);
  return { archive: bytes.toString('base64'), problems: [] };
}

/** Why an archive is not a JupyterHub chart. Its contents are not shown. */
function problemOfChart(bytes: Buffer): string | undefined {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return 'is not a gzip archive';
  let tar: Buffer;
  try {
    tar = gunzipSync(bytes, { maxOutputLength: LARGEST_UNPACKED_MIB * 2 ** 20 });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? `is not a chart: it unpacks to more than ${LARGEST_UNPACKED_MIB} MiB`
      : 'is a broken gzip archive: copy or download it again';
  }
  const files = filesOf(tar);
  if (files === undefined) return 'is not a chart: it does not contain a tar archive';
  const about = [...files].find(([name]) => /^(?:\.\/)?[^/]+\/Chart\.yaml$/.test(name))?.[1];
  if (about === undefined) return 'is not a chart: it has no folder with a Chart.yaml';
  return /jupyterhub/i.test(nameIn(about)) ? undefined : 'is not the chart of JupyterHub';
}

function nameIn(chart: Buffer): string {
  try {
    return String((parse(chart.toString()) as { name?: unknown } | null)?.name);
  } catch {
    return '';
  }
}

/** The files of a tar archive, as far as they have names of less than 100 bytes; undefined if it is not one. */
function filesOf(tar: Buffer): ReadonlyMap<string, Buffer> | undefined {
  const files = new Map<string, Buffer>();
  const text = (from: number, length: number) => tar.toString('latin1', from, from + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const header = tar.subarray(at, at + 512);
    const sum = header.reduce((all, byte, i) => all + (i >= 148 && i < 156 ? 32 : byte), 0);
    const size = Number.parseInt(text(at + 124, 12).trim(), 8);
    if (Number.parseInt(text(at + 148, 8).trim(), 8) !== sum || !(size >= 0)) return undefined;
    files.set(text(at, 100), tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files.size === 0 ? undefined : files;
}
