/** What a project's main.ts imports as `hubwright`. */
export { type ChartSource, HelmRelease, type HelmReleaseProps, type Requests } from '../lib/helm-release.ts';
export { HubwrightCharts } from '../lib/hubwright-charts.ts';
export { SecretValues, type SecretValuesProps } from '../lib/secret-values.ts';
export type { Platform } from '../platform/platform.ts';
export { type Build, defineCharts, type Project } from './define-charts.ts';
