/**
 * Answers each line of its input, the settings of a platform.yaml as JSON, with a line of the chart values that a synth
 * makes of them, secrets included: what the hub of a test is configured with. A secret is the name of its environment variable.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chartValues, secretChartValues } from '../../lib/chart-values.ts';
import { mergeValues } from '../../lib/merge.ts';
import { loadPlatform } from '../../settings/load.ts';
import { MINIMAL } from '../../settings/testing.ts';

const env = new Proxy({}, { get: (_, name) => `the-${String(name).toLowerCase()}` });

for await (const line of createInterface({ input: process.stdin })) {
  const directory = mkdtempSync(join(tmpdir(), 'hubwright-synthesize-'));
  try {
    writeFileSync(join(directory, 'platform.yaml'), JSON.stringify({ ...MINIMAL, ...JSON.parse(line) }));
    const { platform } = loadPlatform({ directory, env });
    console.log(JSON.stringify(mergeValues(chartValues(platform), secretChartValues(platform) ?? {})));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
