import { resolve } from 'node:path';
import type { Settings } from '../platform/schema/platform.ts';
import { versions } from '../platform/versions.ts';
import { isInRange } from '../system/is-in-range.ts';
import type { SettingsProblem } from '../system/problem.ts';
import { readChart } from '../system/read-chart.ts';
import { readBounded } from './read-bounded.ts';

/** The largest chart that a HelmChart can embed: etcd refuses objects beyond 1.5 MiB, and keeps the applied copy as well. */
const LARGEST_BASE64_KIB = 180;
const LARGEST_BYTES = (LARGEST_BASE64_KIB * 1024 * 3) / 4;

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
  const other = (fault: string) => fail(`"${file}" ${fault}`, `use the .tgz that \`${pull}\` writes`);
  if (typeof chart === 'string') return other(chart);
  if (!/jupyterhub/i.test(String(chart.name))) return other('is not the chart of JupyterHub');
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
