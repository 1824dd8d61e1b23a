import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findKubectl } from '../acceptance/chart/tools.ts';
import { run } from '../system/exec.ts';
import { mergeKubeconfig } from './merge-kubeconfig.ts';
import { KUBECONFIGS, kubeconfigOf } from './testing.ts';

let file: string;
beforeAll(() => {
  file = join(mkdtempSync(join(tmpdir(), 'hubwright-kubeconfig-')), 'config');
});
afterAll(() => rmSync(join(file, '..'), { recursive: true }));

interface View {
  readonly [list: string]: readonly { readonly name: string }[] | null;
}

/** What kubectl reads. */
async function view(text: string): Promise<View> {
  writeFileSync(file, text, { mode: 0o600 });
  const argv = ['config', 'view', '--raw', '--output', 'json', '--kubeconfig', file];
  return JSON.parse((await run(findKubectl(), argv, { timeout: 600_000 })).stdout);
}

test.each(Object.entries(KUBECONFIGS))('kubectl reads %s as before, and ours beside it', async (_name, text) => {
  const before = await view(text);
  const after = await view(mergeKubeconfig(text, kubeconfigOf('lab', 'https://10.0.0.1:6443')));
  for (const list of ['clusters', 'contexts', 'users']) {
    expect(after[list]?.filter((it) => it.name !== 'lab')).toEqual(before[list] ?? []);
    expect(after[list]?.filter((it) => it.name === 'lab')).toHaveLength(1);
  }
  expect(after['current-context']).toBe(before['current-context'] || 'lab');
});
