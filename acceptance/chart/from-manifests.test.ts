import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { casesFromManifests } from './from-manifests.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubwright-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const chart = (secret: string) => `
kind: HelmChart
metadata: { name: jupyterhub }
spec:
  valuesContent: 'cull: { enabled: true }'
  valuesSecrets: [{ name: ${secret}, keys: [a, b] }]
`;

test('the values of a HelmChart, and those of its Secrets, which stand in another file', () => {
  writeFileSync(join(folder, 'hub.k8s.yaml'), chart('secrets'));
  const data = `{ b: ${btoa('hub: { db: { password: two } }')} }`;
  writeFileSync(
    join(folder, 'secrets.k8s.yaml'),
    `kind: Secret\nmetadata: { name: secrets }\nstringData: { a: 'hub: { cookieSecret: one }' }\ndata: ${data}\n`,
  );
  expect(casesFromManifests(folder).map((it) => it.values)).toEqual([
    [{ cull: { enabled: true } }, { hub: { cookieSecret: 'one' } }, { hub: { db: { password: 'two' } } }],
  ]);
});

test('a Secret that the manifests do not have', () => {
  writeFileSync(join(folder, 'hub.k8s.yaml'), chart('gone'));
  expect(() => casesFromManifests(folder)).toThrow(
    'valuesSecrets names the Secret gone, which the manifests do not have',
  );
});

test('a folder without a HelmChart gives no case', () => {
  writeFileSync(join(folder, 'empty.k8s.yaml'), '');
  expect(casesFromManifests(folder)).toEqual([]);
});
