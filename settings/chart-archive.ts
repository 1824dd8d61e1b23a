import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import type { Settings } from '../platform/schema/platform.ts';
import { versions } from '../platform/versions.ts';
import { isInRange } from '../system/is-in-range.ts';
import type { SettingsProblem } from '../system/problem.ts';
import { readBounded } from './read-bounded.ts';

/** The largest chart that a HelmChart can embed: etcd refuses objects beyond 1.5 MiB, and keeps the applied copy as well. */
const LARGEST_BASE64_KIB = 180;
const LARGEST_BYTES = (LARGEST_BASE64_KIB * 1024 * 3) / 4;
/** Far more than the chart has. */
const LARGEST_UNPACKED_MIB = 32;

/** The charts of which it is known here which versions of Kubernetes they support. */
const KUBERNETES: ReadonlyMap<string, string> = new Map([[versions.chart, versions.kubernetesOfChart]]);

interface ChartArchive {
  /** In base64. */
  readonly archive: string | undefined;
  /** The versions of Kubernetes that the chart supports, as far as they are known: `>=1.28.0-0`. */
  readonly kubernetes: string | undefined;
  readonly problems: SettingsProblem[];
}

/** The chart archive of `hub.chart.file` in base64, or what is wrong with it. */
export function readChartArchive(
  { file, version, repository }: Settings['hub']['chart'],
  directory: string,
): ChartArchive {
  if (file === undefined) return { archive: undefined, kubernetes: KUBERNETES.get(version), problems: [] };
  const fail = (message: string, fix: string) => ({
    archive: undefined,
    kubernetes: undefined,
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
  const chart = readChart(bytes);
  if (typeof chart === 'string') return fail(`"${file}" ${chart}`, `use the .tgz that \`${pull}\` writes`);
  const kubernetes = typeof chart.kubeVersion === 'string' ? chart.kubeVersion : undefined;
  return { archive: bytes.toString('base64'), kubernetes, problems: [] };
}

/** A release of k3s that the chart would be refused by, as Helm would only say in the cluster. */
export function checkKubernetes(k3sVersion: string, kubernetes: string | undefined): SettingsProblem[] {
  if (kubernetes === undefined || isInRange(k3sVersion, kubernetes) !== false) return [];
  const message = `the chart needs Kubernetes ${kubernetes}, and this is ${k3sVersion.replace(/\+.*/, '')}`;
  const fix = 'set a release of k3s that it supports, or another chart in hub.chart';
  return [{ path: ['cluster', 'k3sVersion'], message, fix }];
}

/** What is in the Chart.yaml of an archive, or why it is not a JupyterHub chart. Its contents are not shown. */
function readChart(bytes: Buffer): string | { readonly kubeVersion?: unknown } {
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
  const chart = parsed(about);
  return /jupyterhub/i.test(String(chart.name)) ? chart : 'is not the chart of JupyterHub';
}

function parsed(chart: Buffer): { readonly name?: unknown; readonly kubeVersion?: unknown } {
  try {
    return parse(chart.toString()) ?? {};
  } catch {
    return {};
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
