import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chartRepository, versions } from '../../platform/versions.ts';

/** What `imports/` is made from, as text. */
export interface Sources {
  /** The CustomResourceDefinition of HelmChart. */
  readonly helmChartCrd: string;
  /** The chart's values.schema.json. */
  readonly schema: string;
  /** The chart's values.yaml. */
  readonly values: string;
}

const crdUrl =
  `https://raw.githubusercontent.com/k3s-io/helm-controller/${versions.helmController}` +
  '/pkg/crds/yaml/generated/helm.cattle.io_helmcharts.yaml';
const chartUrl = `${chartRepository}jupyterhub-${versions.chart}.tgz`;

/** Reads the sources from the pinned releases on the network. */
export async function fromNetwork(): Promise<Sources> {
  const [crd, chart] = await Promise.all([download(crdUrl), download(chartUrl)]);
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-import-'));
  try {
    const archive = join(folder, 'chart.tgz');
    writeFileSync(archive, chart);
    const extract = (name: string) =>
      execFileSync('tar', ['-xzOf', archive, `jupyterhub/${name}`], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    return {
      helmChartCrd: crd.toString('utf8'),
      schema: extract('values.schema.json'),
      values: extract('values.yaml'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Reads the same from a folder that holds `helmcharts.crd.yaml`, `values.schema.json` and `values.yaml`. */
export function fromFolder(folder: string): Sources {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return {
    helmChartCrd: read('helmcharts.crd.yaml'),
    schema: read('values.schema.json'),
    values: read('values.yaml'),
  };
}

async function download(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  return Buffer.from(await response.arrayBuffer());
}
