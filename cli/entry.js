// What `import 'hubwright'` finds: the source in a checkout, what was compiled of it in the package.
import { existsSync } from 'node:fs';

const isSource = existsSync(new URL('api.ts', import.meta.url));
const api = await import(isSource ? './api.ts' : '../build/cli/api.js');

export const { defineCharts, HelmRelease, HubwrightCharts, SecretValues } = api;
