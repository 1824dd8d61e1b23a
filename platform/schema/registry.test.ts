import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { authFile } from '../../bootstrap/images/push-plan.ts';
import { registriesOf } from '../../cluster/node-config.ts';
import { manifestsOf } from '../../lib/testing.ts';
import { complaints, load } from '../../settings/testing.ts';
import { registryOf } from '../registry-host.ts';

const ENV = { env: { TOKEN: 's3cret' } };
const login = (host: string) => ({ host, username: 'ada', password: { env: 'TOKEN' } });
const loadHosts = (...hosts: string[]) => load({ registry: { credentials: hosts.map(login) } }, undefined, ENV);

test.each([
  ['docker.io', 'registry-1.docker.io', 'https://index.docker.io/v1/'],
  ['index.docker.io', 'registry-1.docker.io', 'https://index.docker.io/v1/'],
  ['registry-1.docker.io', 'registry-1.docker.io', 'https://index.docker.io/v1/'],
  ['registry.example.com:5000', 'registry.example.com:5000', 'registry.example.com:5000'],
  ['localhost:5000', 'localhost:5000', 'localhost:5000'],
  ['[fd00::5]:5000', '[fd00::5]:5000', '[fd00::5]:5000'],
])('the login at %s is where containerd, the kubelet and builders look for it', (host, containerd, docker) => {
  const { platform } = loadHosts(host);
  expect(Object.keys(parse(registriesOf(platform) ?? '').configs)).toEqual([containerd]);
  const secret = manifestsOf(platform)['hubwright-credentials']?.find((it) => it.kind === 'Secret');
  expect(Object.keys(JSON.parse(secret?.stringData['.dockerconfigjson']).auths)).toEqual([docker]);
  const file = JSON.parse(authFile(registryOf(`${host}/hub/notebook:1`), { username: 'ada', password: 'x' }));
  expect(Object.keys(file.auths)).toEqual([docker]);
});

test.each([
  ['https://registry.example.com/v2/', 'write registry.example.com, found'],
  ['Registry.example.com', 'write registry.example.com, found'],
  ['ghcr.io/acme', 'write ghcr.io, found'],
  ['https://index.docker.io/v1/', 'write index.docker.io, found'],
  ['hub.docker.com', 'write docker.io, found'],
  ['registry_1', 'or registry.example.com:5000, found'],
])('a login at %s is answered with what to write', (host, remedy) => {
  expect(complaints(() => loadHosts(host))).toEqual([expect.stringContaining(remedy)]);
});

test('Docker Hub has one login, by whichever name', () => {
  expect(complaints(() => loadHosts('docker.io', 'index.docker.io'))).toEqual([
    expect.stringContaining('another registry has the same host, "docker.io"'),
  ]);
});

test.each([
  ['https://registry.example.com/hub/', 'write registry.example.com/hub, found'],
  ['registry.example.com/Hub', 'write registry.example.com/hub, found'],
])('a place to push to, %s, is answered with what to write', (push, remedy) => {
  expect(complaints(() => load({ registry: { push } }))).toEqual([expect.stringContaining(remedy)]);
});
