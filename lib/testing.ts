import { readFileSync } from 'node:fs';
import { Testing } from 'cdk8s';
import { parse } from 'yaml';
import type { ChartValues } from '../imports/z2jh-values.ts';
import type { Platform } from '../platform/platform.ts';
import { HubwrightCharts } from './hubwright-charts.ts';

/** An object as a manifest has it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: the rest depends on the kind, and tests look into all of them
  readonly [key: string]: any;
}

/** The objects of each chart of a platform, by the name of the chart. */
export function manifestsOf(platform: Platform): Record<string, Manifest[]> {
  const app = Testing.app();
  new HubwrightCharts(app, platform);
  return Object.fromEntries(app.charts.map((chart) => [chart.node.id, chart.toJson() as Manifest[]]));
}

/** The values that the HelmChart shows. */
export function shownValues(platform: Platform): ChartValues {
  const hub = manifestsOf(platform)['hubwright-hub']?.find((it) => it.kind === 'HelmChart');
  return parse(hub?.spec.valuesContent) as ChartValues;
}

/** The schema of a HelmChart, from the CRD that its types were made of. */
export function helmChartSchema(): object {
  const crd = parse(readFileSync(new URL('../imports/helmcharts.crd.yaml', import.meta.url), 'utf8'));
  return crd.spec.versions[0].schema.openAPIV3Schema as object;
}
