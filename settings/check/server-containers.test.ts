import { expect, test } from '@jest/globals';
import { complaints, load } from '../testing.ts';

const plain = { name: 'own', image: 'acme/own:1' };
const data = { name: 'data', path: '/data', claim: 'a' };
const complaintsOf = (servers: object) =>
  complaints(() => load({ servers })).map((it) => it.replace(/^platform\.yaml:\d+:\d+: /, ''));
const sidecar = (given: object) => ({ volumes: [data], sidecars: [{ ...plain, ...given }] });

test.each([
  ...['notebook', 'block-cloud-metadata', 'hubwright-ca'].map((name): [object, string] => [
    sidecar({ name }),
    `sidecars[0].name: "${name}" is how the chart or Hubwright calls a container of its own; give it another name`,
  ]),
  [
    { initContainers: [plain], sidecars: [plain] },
    'sidecars[0].name: another container of servers has the same name, "own"; give it another name',
  ],
  [
    { initContainers: [plain, plain] },
    'initContainers[1].name: another container of servers has the same name, "own"; give it another name',
  ],
  [
    sidecar({ name: 'A' }),
    'sidecars[0].name: expected a name of lower-case letters, digits and "-", starting with a letter, found "A"',
  ],
  [
    sidecar({ image: 'Acme:' }),
    'sidecars[0].image: expected an image such as quay.io/jupyter/minimal-notebook:2026-08-10: write acme, found "Acme:"',
  ],
  [
    sidecar({ mounts: [{ volume: 'dat' }] }),
    'sidecars[0].mounts[0].volume: there is no volume "dat" in servers.volumes; did you mean "data"?',
  ],
  [
    sidecar({ mounts: [{ volume: 'other-things' }] }),
    'sidecars[0].mounts[0].volume: there is no volume "other-things" in servers.volumes; add it to servers.volumes',
  ],
  [
    sidecar({ mounts: [{ volume: 'data' }, { volume: 'home', path: '/data/home' }] }),
    'sidecars[0].mounts[1].path: "/data/home" and "/data", the volume "data", are inside one another; use another path',
  ],
  [
    sidecar({ mounts: [{ volume: 'home' }, { volume: 'data', path: '/home/jovyan' }] }),
    'sidecars[0].mounts[1].path: "/home/jovyan" is also where the volume "home" is; use another path',
  ],
  [
    sidecar({ mounts: [{ volume: 'home' }, { volume: 'data', path: '/home' }] }),
    'sidecars[0].mounts[1].path: "/home" and "/home/jovyan", the volume "home", are inside one another; use another path',
  ],
  [
    sidecar({ mounts: [{ volume: 'data', path: '/usr' }] }),
    'sidecars[0].mounts[0].path: "/usr" would hide a system folder of the image; use another path',
  ],
  [
    { volumes: [{ name: 'data', claim: 'a' }], sidecars: [{ ...plain, mounts: [{ volume: 'data' }] }] },
    'sidecars[0].mounts[0]: servers do not have the volume "data", so it has no path here either; set `path`',
  ],
  [
    { volumes: [{ name: 'data', claim: 'a' }], sidecars: [plain] },
    'volumes[0]: nothing has the volume "data"; set `path`, or mount it in an init container or a sidecar',
  ],
  [
    sidecar({ mounts: [{ volume: 'data', subPath: '{a}' }] }),
    'sidecars[0].mounts[0].subPath: the hub replaces what is in braces, but has no value for {a}: no server could start; write {{a}} for literal braces',
  ],
  [
    sidecar({ command: ['sh', '-c', `echo \${A}`] }),
    `sidecars[0].command[2]: the hub replaces what is in braces, but has no value for {A}: no server could start; write \${{A}} for the shell, or $(A) for Kubernetes to replace`,
  ],
  [
    sidecar({ args: [`--token=ghp_${'a1B2'.repeat(9)}`] }),
    'sidecars[0].args[0]: contains a secret in plain text; set it as a variable of its environment',
  ],
  [
    sidecar({ environment: { API_KEY: 'abcdef123456' } }),
    'sidecars[0].environment.API_KEY: contains a secret in plain text; remove it, since this file is in git, and write where it is read from: { env: NAME } or { file: path }',
  ],
  [
    sidecar({ environment: { A: { env: 'NOWHERE' } } }),
    'sidecars[0].environment.A: the environment variable NOWHERE is not set; it must contain the secret when this command runs',
  ],
])('%j is refused', (servers, message) => {
  expect(complaintsOf(servers)).toEqual([`servers.${message}`]);
});

test('a home where there is none', () => {
  const servers = sidecar({ mounts: [{ volume: 'home' }] });
  expect(complaints(() => load({ servers, storage: { home: { ephemeral: true } } }))[0]).toMatch(
    /servers\.sidecars\[0\]\.mounts\[0\]\.volume: there are no homes: storage\.home\.ephemeral is true; use a volume of servers\.volumes that is empty, or remove storage\.home\.ephemeral$/,
  );
});

test('sidecars that leave no room for a size', () => {
  const cluster = { provider: 'local', cpus: 4, memory: '8Gi' };
  const servers = sidecar({ resources: { cpu: { guarantee: 4 } } });
  expect(complaints(() => load({ cluster, servers }))[0]).toMatch(
    /sizes\[0\]: size "small" can never start: it reserves 4.1 CPU/,
  );
});

test.each([
  [sidecar({ mounts: [{ volume: 'home' }, { volume: 'data', path: '/home-data' }] })],
  [sidecar({ mounts: [{ volume: 'home' }, { volume: 'data', path: '/home/jovyan/data' }] })],
  [sidecar({ mounts: [{ volume: 'data', path: '/home/jovyan/data' }, { volume: 'home' }] })],
  [{ initContainers: [{ ...plain, environment: { JUPYTERHUB_API_TOKEN: 'none', MEM_LIMIT: '1' } }] }],
  [
    {
      volumes: [{ name: 'key', secret: 'a' }],
      initContainers: [{ ...plain, mounts: [{ volume: 'key', path: '/k' }] }],
    },
  ],
])('%j loads', (servers) => expect(load({ servers }).warnings).toEqual([]));

test.each([
  [
    { singleuser: { extraContainers: [{ name: 'own', image: 'b:1' }] } },
    'drops what the other settings put there: own',
  ],
  [
    { hub: { config: { KubeSpawner: { extra_containers: [{ name: 'b', image: 'b:1' }] } } } },
    'replaces what the chart sets there: servers.sidecars',
  ],
])('raw values %j replace a sidecar', (values, message) => {
  const { warnings } = load({ servers: sidecar({}), hub: { values } });
  expect(warnings.map((it) => it.message)).toEqual([message]);
});
