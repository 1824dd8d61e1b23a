import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chartValues, secretChartValues } from '../lib/chart-values.ts';
import { mergeValues } from '../lib/merge.ts';
import { HASH } from '../settings/testing.ts';
import type { Mapping } from '../system/mapping.ts';
import { toYaml } from '../system/yaml.ts';
import { compareValues } from './compare-values.ts';
import { type Imported, importValues } from './import-values.ts';
import { settle } from './settle.ts';

/** Imports values as if they were in one file. */
export const importOf = (...values: Mapping[]): Imported =>
  importValues(values.map((it) => ({ values: it, remarks: [] })));

/** Imports values, makes the settings load, and compares what they give the chart with the values. */
export function roundTrip(...values: Mapping[]) {
  const imported = importOf(...values);
  const { draft } = imported;
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-import-'));
  try {
    const users = Object.fromEntries([...(draft.users ?? [])].map(([name, it]) => [name, { ...it, password: HASH }]));
    writeFileSync(join(folder, 'users.yaml'), toYaml({ users }));
    const { platform, missing } = settle(imported, ({ settings }) => {
      writeFileSync(join(folder, 'platform.yaml'), toYaml(settings));
      return folder;
    });
    const made = platform && mergeValues(chartValues(platform), secretChartValues(platform) ?? {});
    return { draft, missing, made, comparison: made && compareValues(imported.values, made as Mapping, draft) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
