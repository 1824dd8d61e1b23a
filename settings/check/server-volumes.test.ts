import { expect, test } from '@jest/globals';
import { complaints, load } from '../testing.ts';

const claim = { name: 'extra', path: '/data', claim: 'a' };
const folder = { name: 'extra', path: '/data', hostPath: '/srv/data' };
const complaintsOf = (settings: object) =>
  complaints(() => load(settings)).map((it) => it.replace(/^platform\.yaml:\d+:\d+: /, ''));
const volume = (given: object) => ({ servers: { volumes: [{ ...claim, ...given }] } });
const OF_NODE = 'belongs to the node itself: whoever has a server could take over the node and all homes on it';

test.each([
  [volume({ name: 'A_b' }), 'servers.volumes[0].name: expected a name of lower-case letters, digits and "-"'],
  ...['files', 'home', 'volume-ada', 'dev-shm', 'shared-data', 'hubwright-ca'].map((name): [object, string] => [
    volume({ name }),
    `servers.volumes[0].name: "${name}" is how the chart or Hubwright calls a volume of its own; give it another name`,
  ]),
  [
    { servers: { volumes: [claim, { ...claim, path: '/other' }] } },
    'servers.volumes[1].name: another volume has the same name, "extra"; give each volume its own name',
  ],
  [
    { servers: { volumes: [claim, { ...claim, name: 'b' }] } },
    'servers.volumes[1].path: "/data" is also servers.volumes[0]; use another path',
  ],
  [
    { servers: { volumes: [claim, { ...claim, name: 'b', path: '/data/b' }] } },
    'servers.volumes[1].path: "/data/b" and "/data", servers.volumes[0], are inside one another; use another path',
  ],
  [
    { servers: { volumes: [claim], files: [{ path: '/data/a', content: 'x' }] } },
    'servers.volumes[0].path: "/data" and "/data/a", servers.files[0], are inside one another; use another path',
  ],
  [volume({ path: '/home' }), 'servers.volumes[0].path: "/home" would hide the home folder; use another path'],
  [
    volume({ path: '/usr' }),
    'servers.volumes[0].path: "/usr" would hide a system folder of the image; use another path',
  ],
  [
    volume({ path: '/etc/jupyter' }),
    'servers.volumes[0].path: "/etc/jupyter" and "/etc/jupyter/jupyter_config.json", a file of Hubwright, are inside one another; use another path',
  ],
  [
    volume({ secret: 'b' }),
    'servers.volumes[0]: expected exactly one of "configMap", "secret", "hostPath", "claim" and "empty"',
  ],
  [
    { servers: { volumes: [{ name: 'extra', path: '/data' }] } },
    'servers.volumes[0]: expected exactly one of "configMap", "secret", "hostPath", "claim" and "empty"',
  ],
  [
    volume({ subPath: '../a' }),
    'servers.volumes[0].subPath: expected a path inside the volume such as data/2026, without ".." and ":", not starting with "/", found "../a"',
  ],
  [
    volume({ subPath: '{user}' }),
    'servers.volumes[0].subPath: the hub replaces what is in braces, but has no value for {user}: no server could start; did you mean {username}?',
  ],
  ...['/var', '/var/lib/rancher/k3s/storage', '/etc/rancher', '/dev'].map((hostPath): [object, string] => {
    const own = hostPath.startsWith('/var') ? '/var/lib/rancher' : hostPath;
    const fix = 'use a folder with nothing but data, such as /srv/data';
    return [
      { servers: { volumes: [{ ...folder, hostPath }] } },
      `servers.volumes[0].hostPath: ${own} ${OF_NODE}; ${fix}`,
    ];
  }),
  [
    { hub: { podSecurity: 'baseline' }, servers: { volumes: [folder] } },
    'servers.volumes[0].hostPath: the namespace refuses servers with a folder of their node: hub.podSecurity is "baseline"; use a claim, or an NFS export in storage.shared, or remove hub.podSecurity',
  ],
])('%j is refused', (settings, message) => {
  expect(complaintsOf(settings).map((it) => it.slice(0, message.length))).toEqual([message]);
});

const TAKES_OVER = 'anyone who may start a pod in the namespace can take over its node and all homes on it';

test.each([
  [volume({ path: '/home/jovyan/data', subPath: 'a/{username}' }), []],
  [volume({ path: '/opt/data' }), []],
  [
    { servers: { volumes: [folder] } },
    [
      `servers.volumes.0.hostPath: hub.podSecurity becomes "privileged" for it: ${TAKES_OVER}; use a claim, or an NFS export in storage.shared unless it has to be a folder of the node`,
    ],
  ],
  [
    { hub: { podSecurity: 'privileged' }, servers: { volumes: [folder] } },
    [`hub.podSecurity: ${TAKES_OVER}; use "baseline" unless hub.values or servers.volumes need more`],
  ],
])('%j loads with the warnings %j', (settings, expected) => {
  expect(load(settings).warnings.map((it) => `${it.path.join('.')}: ${it.message}; ${it.fix}`)).toEqual(expected);
});

test.each([
  [{ extraVolumes: [{ name: 'extra', emptyDir: {} }] }, 'hub.values.singleuser.storage.extraVolumes[0]'],
  [
    { extraVolumes: [{ name: 'own', emptyDir: {} }], extraVolumeMounts: [{ name: 'own', mountPath: '/data' }] },
    'hub.values.singleuser.storage.extraVolumeMounts[0]',
  ],
])('raw values %j replace a volume', (storage, place) => {
  const { warnings } = load({ servers: { volumes: [claim] }, hub: { values: { singleuser: { storage } } } });
  expect(warnings.map(({ path }) => path.join('.').replace(/\.(\d+)/g, '[$1]'))).toContain(place);
});
