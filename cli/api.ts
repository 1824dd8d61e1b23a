/** What a project's main.ts imports as `hubwright`. */
export { HubwrightCharts } from '../lib/hubwright-charts.ts';
export type { Platform } from '../platform/platform.ts';
export { type Build, defineCharts, type Project } from './define-charts.ts';
