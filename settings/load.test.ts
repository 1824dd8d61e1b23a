import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../system/user-error.ts';
import { loadPlatform } from './load.ts';
import { SettingsError } from './settings-error.ts';
import { complaints, folderWith, HASH, load, MINIMAL, USERS } from './testing.ts';

const loadText = (text: string | Buffer, users: unknown = USERS) =>
  loadPlatform({ directory: folderWith({ 'platform.yaml': text, 'users.yaml': users }), env: {} });

describe('settings that are right', () => {
  test('get their defaults and cannot be changed', () => {
    const { platform, warnings } = load();
    expect(warnings).toEqual([]);
    expect(platform.hub.namespace).toBe('jupyterhub');
    expect(platform.hub.culling.idle.toMinutes()).toBe(60);
    expect(Object.isFrozen(platform.hub.culling)).toBe(true);
  });

  test('read secrets from the environment and from files', () => {
    const credentials = [
      { host: 'a.example.com', username: 'ada', password: { env: 'TOKEN' } },
      { host: 'b.example.com', username: 'ada', password: { file: 'token' } },
    ];
    const directory = folderWith({
      'platform.yaml': { ...MINIMAL, registry: { credentials } },
      'users.yaml': USERS,
      token: 's3cret-b\n',
    });
    const { platform } = loadPlatform({ directory, env: { TOKEN: 's3cret-a' } });
    const revealed = platform.registry.credentials.map((it) => platform.secrets.reveal(it.password));
    expect(revealed).toEqual(['s3cret-a', 's3cret-b']);
    expect(JSON.stringify(platform)).not.toContain('s3cret');
  });
});

describe('a file that is no settings file', () => {
  const cases: [string, string | Buffer, string][] = [
    ['an empty file', '', 'platform.yaml:1:1: the file is empty'],
    ['comments alone', '# nothing\n', 'platform.yaml:1:1: the file is empty'],
    [
      'a second document',
      'a: 1\n---\nb: 2\n',
      'platform.yaml:2:1: expected one YAML document, found a second one after "---"',
    ],
    ['a key that stands twice', 'hub: {}\nhub: {}\n', 'platform.yaml:2:1: duplicate key; keep one of them'],
    [
      'a merge key',
      'a: &a { b: 1 }\nhub:\n  <<: *a\n',
      'platform.yaml:3:3: YAML merge keys ("<<") are not supported; write the keys out, or use an alias for a whole value',
    ],
    ['invalid UTF-8', Buffer.from([0x61, 0x3a, 0x0a, 0xff]), 'platform.yaml:2: the file is not UTF-8 text'],
    [
      'an alias of nothing',
      'hub: *gone\n',
      'platform.yaml:1:6: "*gone" refers to an anchor that is not defined before it; put text that begins with "*" in quotes',
    ],
    [
      'a list',
      '- a\n',
      'platform.yaml:1:1: expected a mapping, found a list of 1; write it like { cluster: …, hub: … }',
    ],
    ['text', 'hello', 'platform.yaml:1:1: expected a mapping, found "hello"; write it like { cluster: …, hub: … }'],
  ];
  test.each(cases)('%s', (_name, text, message) => {
    expect(complaints(() => loadText(text))[0]).toBe(message);
  });

  test('a 50 MB file', () => {
    expect(complaints(() => loadText(Buffer.alloc(50 * 2 ** 20, 'a')))).toEqual([
      'platform.yaml: the file is 50 MiB; the limit is 24 MiB',
    ]);
  });

  test('a folder, and no file at all', () => {
    const directory = folderWith({});
    expect(complaints(() => loadPlatform({ directory }))).toEqual(['platform.yaml: there is no such file']);
    mkdirSync(join(directory, 'platform.yaml'));
    expect(complaints(() => loadPlatform({ directory }))).toEqual(['platform.yaml: expected a file, found a folder']);
  });

  test.each([
    ['brackets', `a: ${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['brackets that are never closed', '['.repeat(5000)],
    ['braces', `${'{"a":'.repeat(101)}1${'}'.repeat(101)}`],
    ['dashes', `a:\n  ${'- '.repeat(5000)}a`],
    ['indentation', Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['keys', `a: ${'? '.repeat(5000)}`],
  ])('deep nesting with %s is reported as such', (_kind, text) => {
    expect(complaints(() => loadText(text))[0]).toMatch(
      /^platform.yaml:\d+:\d+: more than 100 nested levels of mappings and lists; check the brackets/,
    );
  });

  test('an alias bomb is answered at once', () => {
    const bomb = Array.from(
      { length: 12 },
      (_, i) =>
        `a${i}: &a${i} [${Array(12)
          .fill(i === 0 ? 'x' : `*a${i - 1}`)
          .join(', ')}]`,
    );
    expect(complaints(() => loadText(bomb.join('\n')))[0]).toMatch(/^platform.yaml:\d+:\d+: more than 100 aliases/);
  });
});

describe('settings that are wrong', () => {
  test('are all reported at once, each with its place and what to write', () => {
    const text = `cluster: { provider: local, nmae: lab }
hub:
  namespace: Kube System
  culling: { idle: 1 hour }
  network: { allow: [10.20.0.1/16, everything] }
images:
  - { name: minimal, image: quay.io/jupyter/Minimal-notebook:1 }
  - { name: minimal, image: quay.io/jupyter/scipy-notebook:2026-08-10, build: image/x }
sizes:
  - { name: small, cpu: { guarantee: lots }, memory: { guarantee: 2GB } }
storrage: {}
`;
    expect(complaints(() => loadText(text))).toMatchInlineSnapshot(`
      [
        "platform.yaml:1:29: cluster.nmae: unknown key; did you mean "name"?",
        "platform.yaml:3:14: hub.namespace: expected a name of lower-case letters, digits and "-", at most 63 characters, with a letter or digit at both ends, found "Kube System"",
        "platform.yaml:4:20: hub.culling.idle: expected a duration such as 45s, 30m, 1h or 7d, found "1 hour"; write 1h",
        "platform.yaml:5:22: hub.network.allow[0]: expected a network, but host bits are set: write 10.20.0.0/16, found "10.20.0.1/16"",
        "platform.yaml:5:36: hub.network.allow[1]: expected a network such as 10.20.0.0/16, found "everything"",
        "platform.yaml:7:29: images[0].image: expected an image such as quay.io/jupyter/minimal-notebook:2026-08-10: write quay.io/jupyter/minimal-notebook:1, found "quay.io/jupyter/Minimal-notebook:1"",
        "platform.yaml:8:5: images[1]: expected either "image" or "build", not both",
        "platform.yaml:10:38: sizes[0].cpu.guarantee: expected a number of cores such as 2, 0.5 or 500m, found "lots"",
        "platform.yaml:10:67: sizes[0].memory.guarantee: expected a size in binary units such as 512Mi, 10Gi or 2Ti, found "2GB"; write 2Gi",
        "platform.yaml:11:1: storrage: unknown key; did you mean "storage"?",
      ]
    `);
  });

  test('raw values are checked though other settings are wrong', () => {
    const hub = { values: { singleuser: { extraVolumes: [] } } };
    expect(complaints(() => load({ cluster: { provider: 'aws' }, hub }))).toMatchInlineSnapshot(`
      [
        "platform.yaml:2:13: cluster.provider: expected "multipass" or "ssh" or "local", found "aws"",
        "platform.yaml:15:7: hub.values.singleuser.extraVolumes: unknown key; use singleuser.storage.extraVolumes",
      ]
    `);
  });
  test('an unknown provider or authenticator lists what there is', () => {
    expect(complaints(() => load({ cluster: { provider: 'aws' }, auth: { type: 'saml' } }))).toMatchInlineSnapshot(`
      [
        "platform.yaml:2:13: cluster.provider: expected "multipass" or "ssh" or "local", found "aws"",
        "platform.yaml:13:9: auth.type: expected "users" or "oidc" or "ldap" or "github" or "gitlab" or "google" or "azuread" or "cilogon" or "native" or "dummy", found "saml"",
      ]
    `);
  });

  test('a misspelt key that chooses what else there is, alone', () => {
    expect(complaints(() => load({ cluster: { provder: 'multipass', servers: { count: 1 } } }))).toEqual([
      'platform.yaml:2:3: cluster.provder: unknown key; did you mean "provider"?',
    ]);
    expect(complaints(() => load({ cluster: { servers: { count: 1 } } }))).toEqual([
      'platform.yaml:1:1: cluster.provider: missing: expected "multipass" or "ssh" or "local"',
    ]);
  });

  test('a list for a mapping, and a mapping for a list, with an example', () => {
    const cluster = { provider: 'multipass', servers: [{ name: 'a' }] };
    expect([
      ...complaints(() => load({ cluster, images: { name: 'x' }, sizes: ['x'] })),
      ...complaints(() => load({ cluster: { provider: 'ssh', servers: { count: 1 } }, hub: [] })),
      ...complaints(() => load({ images: [{ ...MINIMAL.images[0], groups: 'staff' }] })),
    ]).toMatchInlineSnapshot(`
      [
        "platform.yaml:4:5: cluster.servers: expected a mapping, found a list of 1; write it like { count: …, cpus: … }",
        "platform.yaml:6:3: images: expected a list, found a mapping; write it like [{ name: …, title: … }]",
        "platform.yaml:8:5: sizes[0]: expected a mapping, found "x"; write it like { name: …, title: … }",
        "platform.yaml:4:5: cluster.servers: expected a list, found a mapping; write it like [{ name: …, address: … }]",
        "platform.yaml:14:6: hub: expected a mapping, found a list of 0; write it like { namespace: …, host: … }",
        "platform.yaml:6:13: images[0].groups: expected a list, found "staff"; write it like [staff]",
      ]
    `);
  });

  test('a number of servers that cannot agree is reported once', () => {
    const host = (name: string) => ({ name, address: `${name}.example.com` });
    expect([
      ...complaints(() => load({ cluster: { provider: 'multipass', servers: { count: 2 } } })),
      ...complaints(() => load({ cluster: { provider: 'ssh', servers: [host('a'), host('b')] } })),
    ]).toEqual([
      'platform.yaml:4:12: cluster.servers.count: expected one server, or three or five for high availability, found 2',
      'platform.yaml:4:5: cluster.servers: expected one server, or three or five for high availability, found 2',
    ]);
  });

  test('a proxy has its login beside it, and addresses of nodes are of one kind', () => {
    const problemsOf = (proxy: object) =>
      complaints(() => load({ cluster: { provider: 'local', proxy } }, undefined, { env: { P: 'x' } }));
    expect(problemsOf({ https: 'http://proxy.example.com:3128', username: 'ada', password: { env: 'P' } })).toEqual([]);
    expect(
      [
        { https: 'http://ada:hunter2@proxy.example.com:3128' },
        { https: 'proxy.example.com:3128' },
        { https: 'http://proxy.example.com:3128/pac' },
        { noProxy: ['.example.com'] },
        { https: 'http://proxy.example.com', username: 'ada' },
      ].flatMap(problemsOf),
    ).toEqual([
      'platform.yaml:4:12: cluster.proxy.https: the proxy URL contains a login: move it to "username" and "password", found "http://ada:…@proxy.example.com:3128"',
      'platform.yaml:4:12: cluster.proxy.https: expected a proxy such as http://proxy.example.com:3128, found "proxy.example.com:3128"; write http://proxy.example.com:3128',
      'platform.yaml:4:12: cluster.proxy.https: expected a proxy such as http://proxy.example.com:3128, without a path, found "http://proxy.example.com:3128/pac"; write http://proxy.example.com:3128',
      'platform.yaml:4:5: cluster.proxy: expected "http", "https" or both',
      'platform.yaml:4:5: cluster.proxy: expected both "username" and "password", or neither',
    ]);
    const host = (name: string, nodeIp: string) => ({ name, address: name, nodeIp });
    const cluster = {
      provider: 'ssh',
      servers: [host('s1', '10.0.0.1')],
      agents: [host('a1', '10.0.0.2'), host('a2', 'fd00::3')],
    };
    expect(complaints(() => load({ cluster }))).toEqual([
      'platform.yaml:13:15: cluster.agents[1].nodeIp: "fd00::3" is IPv6, and the nodeIp of s1 is IPv4: all nodes of a cluster need the same kind; give a2 its IPv4 address, or all others their IPv6 address',
    ]);
  });

  test('a cluster without internet needs the chart from elsewhere', () => {
    const cluster = { provider: 'local', airgap: 'k3s' };
    expect(complaints(() => load({ cluster }))).toEqual([
      'platform.yaml:3:11: cluster.airgap: no node downloads anything, but the chart comes from ' +
        'https://hub.jupyter.org/helm-chart/; set hub.chart.file to its archive, or hub.chart.repository to one on your network',
    ]);
    expect(complaints(() => load({ cluster, hub: { chart: { repository: 'https://charts.example.com/' } } }))).toEqual(
      [],
    );
  });

  test('errors of shape and of meaning are reported in the same run', () => {
    const sizes = [
      { ...MINIMAL.sizes[0], default: true },
      { ...MINIMAL.sizes[0], name: 'big', default: true },
    ];
    expect(
      complaints(() => load({ sizes, hub: { nmaespace: 'x', values: { hub: { confg: {} } } } })),
    ).toMatchInlineSnapshot(`
      [
        "platform.yaml:18:14: sizes[1].default: a second default, after "small"; keep one",
        "platform.yaml:20:3: hub.nmaespace: unknown key; did you mean "namespace"?",
        "platform.yaml:23:7: hub.values.hub.confg: unknown key; did you mean "config"?",
      ]
    `);
  });

  test('a secret that is not there, or stands in the file itself', () => {
    const login = { host: 'r.example.com', username: 'ada' };
    const credentials = [
      { ...login, password: { env: 'NOT_SET' } },
      { ...login, host: 's.example.com', password: { file: 'gone' } },
    ];
    expect(complaints(() => load({ registry: { credentials } }))).toMatchInlineSnapshot(`
      [
        "platform.yaml:17:9: registry.credentials[0].password: the environment variable NOT_SET is not set; it must contain the secret when this command runs",
        "platform.yaml:21:9: registry.credentials[1].password: the file gone does not exist; it must contain the secret when this command runs",
      ]
    `);
    const plain = [{ ...login, password: 'hunter2' }];
    const [message] = complaints(() => load({ registry: { credentials: plain } }));
    expect(message).toContain('the secret itself does not belong in this file');
    expect(message).not.toContain('hunter2');
  });
});

test('a chart archive that is not there, or is none, comes with the command that gets it', () => {
  const chart = { file: 'chart.tgz', version: '4.5.0', repository: 'https://charts.example.com/' };
  const attempt = (files: object) =>
    complaints(() =>
      loadPlatform({
        directory: folderWith({ 'platform.yaml': { ...MINIMAL, hub: { chart } }, 'users.yaml': USERS, ...files }),
      }),
    )[0]?.replace(/^.*chart\.file: /, '');
  const pull = '`helm pull jupyterhub --repo https://charts.example.com/ --version 4.5.0`';
  expect([attempt({}), attempt({ 'chart.tgz': 'text' })]).toEqual([
    `the chart archive "chart.tgz" cannot be read (ENOENT); download it with ${pull}, and set the file that it writes`,
    `"chart.tgz" is not a gzip archive; use the .tgz that ${pull} writes`,
  ]);
});

describe('users that are wrong', () => {
  const cases: [string, unknown, string[]][] = [
    [
      'a password in the clear',
      { users: { ada: { password: 'hunter2' } } },
      [
        'users.yaml:2:3: warning: users: no user is an administrator; set admin: true for one',
        'users.yaml:3:15: users.ada.password: expected a scrypt hash; run `npx hubwright user passwd ada`',
      ],
    ],
    [
      'a misspelt key',
      { users: { ada: { password: HASH, admn: true } } },
      [
        'users.yaml:2:3: warning: users: no user is an administrator; set admin: true for one',
        'users.yaml:4:5: users.ada.admn: unknown key; did you mean "admin"?',
      ],
    ],
    [
      'a user that stands twice',
      `users:\n  ada: { password: ${HASH} }\n  ada: { password: ${HASH} }\n`,
      ['users.yaml:3:3: duplicate key; keep one of them'],
    ],
    [
      'a name with capitals',
      { users: { Ada: { password: HASH } } },
      [
        'users.yaml:2:3: users.Ada: user names must be lower case, found "Ada"; write "ada"',
        'users.yaml:2:3: warning: users: no user is an administrator; set admin: true for one',
      ],
    ],
    [
      'several users',
      'users:\n  Ada: { password: x, admin: true }\n  Bob:\n  cy: {}\n',
      [
        'users.yaml:2:3: users.Ada: user names must be lower case, found "Ada"; write "ada"',
        'users.yaml:2:20: users.Ada.password: expected a scrypt hash; run `npx hubwright user passwd Ada`',
        'users.yaml:3:3: users.Bob: user names must be lower case, found "Bob"; write "bob"',
        'users.yaml:3:7: users.Bob: expected a mapping, found nothing; run `npx hubwright user passwd Bob`',
        'users.yaml:4:3: users.cy.password: missing: expected text; run `npx hubwright user passwd cy`',
      ],
    ],
    [
      'a name with a slash',
      { users: { 'a/b': { password: HASH, admin: true } } },
      [
        'users.yaml:2:3: users.a/b: "a/b" contains a "/", a space or a control character; use letters, digits, ".", "-", "_" and "@"',
      ],
    ],
    ['an empty file', '', ['users.yaml:1:1: the file is empty']],
  ];
  test.each(cases)('%s', (_name, users, messages) => {
    expect(complaints(() => load({}, users))).toEqual(messages);
  });

  test('no file', () => {
    const directory = folderWith({ 'platform.yaml': MINIMAL });
    expect(complaints(() => loadPlatform({ directory }))).toEqual([
      'platform.yaml:1:1: auth.file: users.yaml: there is no such file; add a first user with `npx hubwright user add NAME --admin`',
    ]);
    mkdirSync(join(directory, 'users.yaml'));
    expect(complaints(() => loadPlatform({ directory }))).toEqual([
      'platform.yaml:1:1: auth.file: users.yaml: expected a file, found a folder; use the settings file in it',
    ]);
  });

  test('no file, of settings that need none and cannot be read', () => {
    const directory = folderWith({ 'platform.yaml': { ...MINIMAL, auth: { type: 'github' } } });
    expect(complaints(() => loadPlatform({ directory })).filter((it) => it.includes('users.yaml'))).toEqual([]);
  });
});

test('no text whatever makes it fail without an explanation', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'hub:',
      '  - ',
      '{',
      '}',
      '[',
      ']',
      '&a',
      '*a',
      '<<: *a',
      '? ',
      ': ',
      '|',
      '>',
      '%YAML 1.1',
      '---',
      '...',
      '!!js/function x',
      '"',
      "'",
    ),
    fc.constantFrom(...Object.keys(MINIMAL).map((key) => `${key}: `)),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.boolean(), (lines, users) => {
      const text = lines.join('\n');
      const run = () => (users ? load({}, text) : loadText(text));
      try {
        run();
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect((error as Error).message).not.toContain('    at ');
        if (error instanceof SettingsError) expect(error.problems.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 300 },
  );
});

describe('a file of users that is another file', () => {
  test.each([`{"users":{"ada":{"password":"${HASH}"}}}`, `{users: {ada: {password: "${HASH}"}}}`, 'users:\n'])(
    '%j is none',
    (text) => {
      const directory = folderWith({ 'platform.yaml': MINIMAL, 'users.yaml': text });
      expect(complaints(() => loadPlatform({ directory, env: {} })).join()).not.toContain('no key "users"');
    },
  );

  test.each([
    ['of hashes', 'root:$6$s3cret:19000:0:99999:7:::\nusers:$6$s3cret:19000::::::\n'],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\ns3cret\n-----END OPENSSH PRIVATE KEY-----\n'],
    ['of tokens', '{"s3cret": "s3cret", "token": [s3cret'],
    ['of settings', 's3cret: { password: s3cret }\n"s3cret\n'],
  ])('%s is not shown', (_kind, text) => {
    const directory = folderWith({
      'platform.yaml': { ...MINIMAL, auth: { type: 'users', file: 'other' } },
      other: text,
    });
    const problems = complaints(() => loadPlatform({ directory, env: {} }));
    expect(problems).toEqual([
      'platform.yaml:14:9: auth.file: other: no key "users": this is not a users file; ' +
        'set auth.file to the right file, or start it with "users:"',
    ]);
  });
});
