import { expect, test } from '@jest/globals';
import { loadPlatform } from '../load.ts';
import { complaints, folderWith, load, MINIMAL, USERS } from '../testing.ts';

const [image] = MINIMAL.images;
const [size] = MINIMAL.sizes;
const of = (settings: object, env = {}) => complaints(() => load(settings, undefined, { env }));
const warnings = (settings: object) => load(settings).warnings.map(({ message, fix }) => `${message}; ${fix}`);

test.each([
  [
    { servers: { environment: { JUPYTERHUB_API_TOKEN: 'x' } } },
    'servers.environment.JUPYTERHUB_API_TOKEN: the hub sets JUPYTERHUB_API_TOKEN itself; remove it',
  ],
  [
    { images: [{ ...image, environment: { JUPYTERHUB_DEFAULT_URL: '/lab' } }] },
    'images[0].environment.JUPYTERHUB_DEFAULT_URL: the hub sets JUPYTERHUB_DEFAULT_URL itself; set defaultUrl',
  ],
  [
    { sizes: [{ ...size, environment: { MEM_LIMIT: '1' } }] },
    'sizes[0].environment.MEM_LIMIT: the hub sets MEM_LIMIT itself; set cpu and memory of the sizes',
  ],
  [
    { servers: { environment: { GIT_CONFIG_COUNT: '1' } } },
    "servers.environment.GIT_CONFIG_COUNT: the hub sets GIT_CONFIG_COUNT itself; put your own settings of git into /etc/gitconfig of the image: these let git trust the user's home",
  ],
  [
    { servers: { environment: { API_KEY: 'abcdef123456' } } },
    'servers.environment.API_KEY: contains a secret in plain text; remove it, since this file is in git, and write where it is read from: { env: NAME } or { file: path }',
  ],
  [
    { servers: { environment: { API_KEY: { env: 'NOWHERE' } } } },
    'servers.environment.API_KEY: the environment variable NOWHERE is not set; it must contain the secret when this command runs',
  ],
  [
    { servers: { environment: { PORT: 5432 } } },
    'servers.environment.PORT: expected text, in quotes if it is a number or a word such as "yes", or { env: NAME } for a secret, found 5432',
  ],
  [
    { servers: { environment: { '1A': 'x' } } },
    'servers.environment.1A: "1A" cannot be a key here: expected the name of a variable: letters, digits, "_", "." and "-", not starting with a digit',
  ],
  [
    { servers: { environment: { A: '{user}' } } },
    'servers.environment.A: the hub replaces what is in braces, but has no value for {user}: no server could start; did you mean {username}?',
  ],
  [
    { images: [{ ...image, defaultUrl: '/lab/{x}' }] },
    'images[0].defaultUrl: the hub replaces what is in braces, but has no value for {x}: no server could start; write {{x}} for literal braces',
  ],
  [
    { servers: { defaultUrl: 'lab' } },
    'servers.defaultUrl: expected the path of a page on the server, such as /lab or /rstudio, found "lab"',
  ],
  [
    { servers: { command: 'start.sh' } },
    'servers.command: expected a list: [program, argument], found "start.sh"; write it like [start.sh]',
  ],
  [
    { servers: { user: 0 }, images: [{ ...image, image: 'quay.io/jupyterhub/k8s-singleuser-sample:4.4.0' }] },
    'servers.user: no server could start with the image "minimal": jupyterhub-singleuser refuses to run as root; use another user or image, or set command to [jupyterhub-singleuser, --allow-root]',
  ],
  [
    { storage: { home: { path: '/home/../etc' } } },
    'storage.home.path: expected an absolute path such as /home/jovyan or /home/{username}, of letters, digits, ".", "_" and "-", found "/home/../etc"',
  ],
  [
    { storage: { home: { path: '/data/home' }, shared: [{ name: 'a', claim: 'a', mountPath: '/data' }] } },
    'storage.shared[0].mountPath: "/data" would hide the home folder; mount it below /data/home or elsewhere',
  ],
  [
    { servers: { postStart: 'echo' } },
    'servers.postStart: expected a list: [program, argument], found "echo"; write it like [echo]',
  ],
  [
    { servers: { postStart: ['sh', '-c', `git clone https://x:ghp_${'a1B2'.repeat(9)}@github.com/lab/data`] } },
    'servers.postStart[2]: contains a secret in plain text; set it as a variable of servers.environment',
  ],
  ...Object.entries({
    '/home/jovyan': '"/home/jovyan" would hide the home folder',
    '/home': '"/home" would hide the home folder',
    '/etc/jupyter/jupyter_config.json': '"/etc/jupyter/jupyter_config.json" is also a file of Hubwright',
    '/srv/shared/data/a':
      '"/srv/shared/data/a" and "/srv/shared/data", the shared folder "data", are inside one another',
    '/etc/a': '"/etc/a" is also servers.files[0]',
    '/etc/a/b': '"/etc/a/b" and "/etc/a", servers.files[0], are inside one another',
    '/etc': '"/etc" would hide a system folder of the image',
    '/usr/local/bin': '"/usr/local/bin" would hide a system folder of the image',
    '/proc/self/a': '"/proc/self/a" would hide a system folder of the image',
  }).map(([path, message]): [object, string] => [
    {
      servers: { files: ['/etc/a', path].map((it) => ({ path: it, content: 'x' })) },
      storage: { shared: [{ name: 'data', claim: 'data' }] },
    },
    `servers.files[1].path: ${message}; use another path`,
  ]),
  [
    { servers: { sharedMemory: '64Mi', files: [{ path: '/dev/shm/a', content: 'x' }] } },
    'servers.files[0].path: "/dev/shm/a" and "/dev/shm", servers.sharedMemory, are inside one another; use another path',
  ],
  [
    { storage: { shared: [{ name: 'a', claim: 'a', mountPath: '/opt' }] } },
    'storage.shared[0].mountPath: "/opt" would hide a system folder of the image; use another path',
  ],
  [
    { storage: { home: { path: '/etc' } } },
    'storage.home.path: "/etc" would hide a system folder of the image; use another path',
  ],
  [
    { servers: { files: [{ path: '/a', content: 'x', file: 'b' }] } },
    'servers.files[0]: expected either "content" or "file", not both',
  ],
  [
    { servers: { files: [{ path: '/a', content: 'x', mode: 755 }] } },
    'servers.files[0].mode: expected permissions in quotes, such as "0755", found 755',
  ],
  [
    { servers: { files: [{ path: '/a', content: '' }] } },
    'servers.files[0]: is empty, and the chart leaves empty files out: no server could start; write a line break into it',
  ],
  [
    { servers: { files: [{ path: '/a', file: 'nowhere' }] } },
    'servers.files[0].file: "nowhere" does not exist; name a file beside platform.yaml, or write its text as `content`',
  ],
  [
    { servers: { files: [{ path: '/a', file: '/etc' }] } },
    'servers.files[0].file: "/etc" cannot be read (EISDIR); name a file beside platform.yaml, or write its text as `content`',
  ],
  [
    { servers: { files: [{ path: '/a', file: '/dev/zero' }] } },
    'servers.files[0].file: "/dev/zero" is larger than 100 KiB; name a file beside platform.yaml, or write its text as `content`',
  ],
  [
    { servers: { files: ['/a', '/b'].map((path) => ({ path, content: 'a'.repeat(51 * 1024) })) } },
    'servers.files: the files are larger than 100 KiB together; put large ones into the image or a shared folder',
  ],
  [
    { servers: { files: [{ path: '/a', content: `token: ghp_${'a1B2'.repeat(9)}` }] } },
    'servers.files[0].content: contains a secret in plain text; put it into a file that is not in git, and name that with `file`',
  ],
  [{ servers: { namedServers: 0 } }, 'servers.namedServers: expected at least 1, found 0'],
  [
    { servers: { sharedMemory: '1G' } },
    'servers.sharedMemory: expected a size in binary units such as 512Mi, 10Gi or 2Ti, found "1G"; write 1Gi',
  ],
  [
    { servers: { sharedMemory: '64Mi' }, storage: { shared: [{ name: 'a', claim: 'a', mountPath: '/dev/shm' }] } },
    'storage.shared[0].mountPath: "/dev/shm" is in the shared memory of servers, which servers.sharedMemory sets; use another path',
  ],
  [
    { servers: { sharedMemory: '64Mi' }, storage: { home: { path: '/dev/shm/a' } } },
    'storage.home.path: "/dev/shm/a" is in the shared memory of servers, which servers.sharedMemory sets; use another path',
  ],
  [
    {
      cluster: { provider: 'local', gpus: 1, gpuSharing: { mps: 4 } },
      sizes: [{ ...size, gpus: 1 }],
      servers: { sharedMemory: '64Mi' },
    },
    'servers.sharedMemory: covers the /dev/shm through which servers reach the shared GPUs of "hubwright": no server could compute there; remove it, or share the GPUs with gpuSharing.timeSlicing',
  ],
  [
    {
      cluster: { provider: 'local', airgap: 'images/k3s.tar' },
      hub: { chart: { repository: 'https://charts.lan' } },
      servers: { pullPolicy: 'Always' },
    },
    'servers.pullPolicy: no node can pull the image "minimal" without internet access; use "IfNotPresent", or give the registry an entry in registry.credentials if it is on your network',
  ],
])('%j is refused', (settings, message) => {
  expect(of(settings).map((it) => it.replace(/^platform\.yaml:\d+:\d+: /, ''))).toContain(message);
});

test.each([
  [
    { servers: { pullPolicy: 'Never' } },
    'a node that does not have the image "minimal" yet never starts a server with it; use "IfNotPresent"',
  ],
  ...[
    { servers: { user: 0, command: ['start-singleuser.sh'] } },
    ...[null, 'start-singleuser.sh', ['jupyterhub-singleuser', '--allow-root']].map((cmd) => ({
      servers: { user: 0 },
      hub: { values: { singleuser: { cmd } } },
    })),
  ].map((settings): [object, string] => [
    settings,
    'servers start as root, and whoever breaks out of one is root on its node; use another user unless the image needs root',
  ]),
  ...[{}, { hub: { values: { singleuser: { cmd: ['jupyterhub-singleuser'] } } } }].map((more): [object, string] => [
    { servers: { user: 0 }, ...more },
    'servers start as root, and whoever breaks out of one is root on its node; jupyterhub-singleuser refuses to, unless the image changes to another user first, as those of Jupyter do with start.sh; use another user unless the image needs root',
  ]),
  [
    { servers: { postStart: ['sh', '-c', 'echo {username}'] } },
    'the hub does not replace {username} in a command; use $JUPYTERHUB_USER in a shell: [sh, -c, "…"]',
  ],
  [
    { sizes: [{ ...size, memory: { guarantee: '1Gi', limit: '1Gi' } }], servers: { sharedMemory: '1Gi' } },
    'counts against the memory of a server, and the size "small" has 1Gi: a server that fills it is killed; set less than 1Gi, or a larger limit of the size',
  ],
])('%j is a warning', (settings, message) => expect(warnings(settings)).toEqual([message]));

test.each([
  [{ servers: { environment: { JUPYTERHUB_SINGLEUSER_APP: 'jupyter_server.serverapp.ServerApp', A: '{username}' } } }],
  [{ servers: { environment: { A: '' }, defaultUrl: '/lab/tree/{username}', pullPolicy: 'Always', user: 1001 } }],
  [{ storage: { home: { path: '/home/{username}' } } }],
  [{ servers: { postStart: ['sh', '-c', `mkdir -p /tmp/\${username} {a,b}`] } }],
  [
    {
      sizes: [{ ...size, memory: { guarantee: '1Gi', limit: '2Gi' } }],
      servers: { sharedMemory: '1Gi', namedServers: 3 },
    },
  ],
])('%j is accepted', (settings) => expect(warnings(settings)).toEqual([]));

test('an image that is built here, pulled at every start', () => {
  const files = {
    'platform.yaml': { ...MINIMAL, images: [{ name: 'own', build: 'own' }], servers: { pullPolicy: 'Always' } },
    'users.yaml': USERS,
    'own/Dockerfile': 'FROM acme/x:1\n',
  };
  expect(complaints(() => loadPlatform({ directory: folderWith(files), env: {} })).join()).toContain(
    'servers.pullPolicy: the image "own" is built here and in no registry: no server could start with it; use "IfNotPresent", or set registry.push',
  );
});

test('an image as root with a command of its own beside one without is refused for the latter', () => {
  const images = [
    { ...image, command: ['start-singleuser.sh'] },
    { ...image, name: 'other', image: 'quay.io/jupyterhub/k8s-singleuser-sample:4.4.0' },
  ];
  expect(of({ images, servers: { user: 0 } })[0]).toContain('no server could start with the image "other"');
});
