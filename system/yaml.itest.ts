import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findHelm, findKubectl } from '../acceptance/chart/tools.ts';
import { lostAsKey, lostInHub } from '../platform/hub-text.ts';
import { run } from './exec.ts';
import { toYaml } from './yaml.ts';
import { anyNumber, anyText, TRICKY } from './yaml-testing.ts';

/* Some thousand texts and numbers, as keys and as values, through each of the programs that read what is written. */

const texts = [...new Set([...TRICKY, ...fc.sample(anyText, { seed: 1, numRuns: 4000 })])];
const numbers = fc.sample(anyNumber, { seed: 1, numRuns: 500 }).map((it) => it + 0);
const dataOf = (all: readonly string[], more: readonly number[]) => ({
  values: all,
  keys: Object.fromEntries(all.filter((it) => it !== '__proto__').map((it, i) => [it, i])),
  numbers: more,
});
const data = dataOf(texts, numbers);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubwright-yaml-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, value: unknown) => {
  const file = join(folder, name);
  writeFileSync(file, typeof value === 'string' ? value : toYaml(value));
  return file;
};

/** What PyYAML reads, as the hub does. It has dates, which JSON has not. */
async function python(file: string): Promise<unknown> {
  const script =
    'import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1], newline="")), sys.stdout, default=repr)';
  return JSON.parse((await run('python3', ['-c', script, file], { timeout: 600_000 })).stdout);
}

/** What a template of a chart makes of these values. */
async function helm(values: unknown, template: 'toJson' | 'toYaml'): Promise<string> {
  const chart = mkdtempSync(join(folder, 'chart-'));
  mkdirSync(join(chart, 'templates'));
  writeFileSync(join(chart, 'Chart.yaml'), toYaml({ apiVersion: 'v2', name: 'echo', version: '0.1.0' }));
  writeFileSync(join(chart, 'templates', 'echo.yaml'), `encoded: {{ .Values | ${template} | b64enc }}\n`);
  const args = ['template', 'echo', chart, '--values', write('values.yaml', values)];
  const { stdout } = await run(findHelm(), args, { timeout: 600_000 });
  return Buffer.from(/^encoded: (.*)$/m.exec(stdout)?.[1] ?? '', 'base64').toString();
}

test('PyYAML reads what was written', async () => {
  expect(await python(write('data.yaml', data))).toEqual(data);
});

test('helm reads what was written, and hands to the hub all but what is known to be lost', async () => {
  expect(JSON.parse(await helm(data, 'toJson'))).toEqual(data);
  const kept = dataOf(
    texts.filter((it) => lostAsKey(it) === undefined),
    numbers.filter((it) => lostInHub(it) === undefined),
  );
  expect(await python(write('hub.yaml', await helm(kept, 'toYaml')))).toEqual(kept);
});

test('what is said to be lost on the way to the hub is lost', async () => {
  const lost = [...texts.filter((it) => /^[ -~]+$/.test(it)), ...numbers].filter((it) => lostInHub(it) !== undefined);
  const lines = (await helm({ lost }, 'toYaml')).split('\n').filter((it) => it.startsWith('- '));
  const script =
    'import sys, yaml\nfor line in sys.argv[1:]:\n try: print(repr(yaml.safe_load(line)[0]))\n except Exception: print("fails")';
  const { stdout } = await run('python3', ['-c', script, ...lines], { timeout: 600_000 });
  const kept = stdout
    .trim()
    .split('\n')
    .filter((it, i) => it === (typeof lost[i] === 'number' ? `${lost[i]}` : `'${lost[i]}'`));
  expect([lines.length, kept]).toEqual([lost.length, []]);
});

test('kubectl reads what was written', async () => {
  const object = { apiVersion: 'example.com/v1', kind: 'Echo', metadata: { name: 'echo' }, data };
  const file = write('object.yaml', object);
  const { stdout } = await run(findKubectl(), ['label', '--local', '-f', file, '-o', 'json', 'a=b'], {
    timeout: 600_000,
  });
  expect(JSON.parse(stdout).data).toEqual(data);
});

test('a kubeconfig of a cluster called like a word of YAML 1.1', async () => {
  const name = 'no';
  const text = toYaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: 'https://192.0.2.1:6443' } }],
    users: [{ name, user: { token: '12_34_5678' } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
  const args = ['config', 'view', '--raw', '-o', 'json', '--kubeconfig', write('kubeconfig', text)];
  const shown = JSON.parse((await run(findKubectl(), args, { timeout: 600_000 })).stdout);
  expect([shown['current-context'], shown.users]).toEqual(['no', [{ name: 'no', user: { token: '12_34_5678' } }]]);
});
