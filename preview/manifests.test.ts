import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readManifests } from './manifests.ts';
import { filledMounts } from './mounts.ts';
import { dockerfileEnv } from './runtimes.ts';
import { listNames, namesThatMayLogIn } from './users.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifests-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const CHART = `
kind: HelmChart
metadata: { name: jupyterhub }
spec:
  chart: jupyterhub
  valuesContent: |
    hub:
      baseUrl: /lab/
      extraVolumes: [{ name: u, secret: { secretName: users } }]
      extraVolumeMounts: [{ name: u, mountPath: /users }]
  valuesSecrets: [{ name: values, keys: [values.yaml] }]
---
kind: Secret
metadata: { name: values }
stringData: { values.yaml: "hub: { config: { A: { secret: s } } }" }
`;

test('values are the defaults, the HelmChart and its secret values, merged', () => {
  writeFileSync(join(folder, 'hub.k8s.yaml'), CHART);
  const { values } = readManifests(folder);
  expect(values.hub).toMatchObject({ baseUrl: '/lab/', config: { A: { secret: 's' } }, concurrentSpawnLimit: 64 });
});

test('those who may log in are the users who are not disabled', () => {
  const users = Buffer.from(JSON.stringify({ zoe: {}, adam: { admin: true }, gone: { disabled: true } }));
  const secret = `kind: Secret\nmetadata: { name: users }\ndata: { users-0.json: ${users.toString('base64')} }\n`;
  writeFileSync(join(folder, 'hub.k8s.yaml'), `${CHART}---\n${secret}`);
  expect(namesThatMayLogIn(filledMounts(readManifests(folder)), '/users')).toEqual(['adam', 'zoe']);
  expect(namesThatMayLogIn(filledMounts(readManifests(folder)), undefined)).toBeUndefined();
});

test('many names are cut short', () => {
  expect(listNames(['a', 'b'])).toBe('a, b');
  expect(listNames([...'abcdefghijkl'])).toBe('a, b, c, d, e, f, g, h, i, j and 2 more');
});

test('a folder that is not a platform is refused, and so is a broken file', () => {
  writeFileSync(join(folder, 'other.yaml'), 'kind: ConfigMap\n');
  expect(() => readManifests(folder)).toThrow('has no HelmChart "jupyterhub"');
  writeFileSync(join(folder, 'other.yaml'), 'kind: [\n');
  expect(() => readManifests(folder)).toThrow('other.yaml: is not YAML');
});

test('variables of a Dockerfile are those that stand there written out', () => {
  const text = 'FROM x\nENV A=1 B="two words"\nENV PATH=/x:$PATH\nENV C=$D/x\n# ENV E=5\nRUN F=6\n';
  expect(dockerfileEnv(text)).toEqual({ A: '1', B: 'two words' });
});
