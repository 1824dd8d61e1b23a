import { expect, test } from '@jest/globals';
import { complaints, HASH, load, MINIMAL } from '../testing.ts';

const user = (groups: string[] = []) => ({ password: HASH, groups });
const USERS = { users: { ada: { ...user(['ml']), admin: true }, eve: user(['gpu']) } };
const GPU = {
  ...{ name: 'gpu', cpu: { guarantee: 2 }, memory: { guarantee: '8Gi' }, gpus: 1, groups: ['gpu'] },
  nodeSelector: {},
};
const HOSTS = {
  cluster: {
    provider: 'ssh',
    servers: [{ name: 's1', address: '192.168.1.10', user: 'ubuntu', gpus: 1 }],
  },
};

const found = (limits: unknown, more: object = {}) => complaints(() => load({ limits, ...more }, USERS));
const warned = (limits: unknown, more: object = {}) =>
  load({ limits, ...more }, USERS).warnings.map(({ path, message, fix }) => `${path.join('.')}: ${message}; ${fix}`);

test.each<[unknown, string]>([
  [{}, 'limits: limits nothing; remove it, or write a limit such as all: { servers: 2 }'],
  [{ window: 'week' }, 'limits: limits nothing; remove it, or write a limit such as all: { servers: 2 }'],
  [{ all: {} }, 'limits.all: limits nothing; remove it, or write a limit such as servers: 2'],
  [{ groups: { ml: { together: {} } } }, 'limits.groups.ml.together: limits nothing'],
  [{ all: { servers: 0 } }, 'limits.all.servers: expected at least 1, found 0'],
  [{ all: { gpus: -1 } }, 'limits.all.gpus: expected at least 0, found -1'],
  [{ all: { gpus: 'many' } }, 'limits.all.gpus: expected a number, or unlimited'],
  [{ all: { memory: 8 } }, 'limits.all.memory: expected a size in binary units such as 512Mi or 10Gi, or unlimited'],
  [
    { all: { idle: '1 hour' } },
    'limits.all.idle: expected a duration such as 30m, 1h or 7d, or unlimited, found "1 hour"; write 1h',
  ],
  [
    { all: { processors: 0 } },
    'limits.all.processors: expected a number of cores such as 2, 0.5 or 500m, or unlimited',
  ],
  [{ all: { server: 1 } }, 'limits.all.server: unknown key; did you mean "servers"?'],
  [{ all: { together: { servers: 1 } } }, 'limits.all.together: unknown key'],
  [
    { groups: { mll: { servers: 1 } } },
    'limits.groups.mll: no user is in the group "mll"; add one, or remove the group here',
  ],
  [{ users: { adda: { servers: 1 } } }, 'limits.users.adda: there is no user "adda"; did you mean "ada"?'],
  [{ users: { Ada: { servers: 1 } } }, 'limits.users.Ada: user names must be lower case; write "ada"'],
  [
    { all: { memory: '256Mi' } },
    'limits.all: no size fits, so no server starts: the smallest one, "small", reserves 0.1 processors, 512Mi of memory; raise the limit, or add a smaller size',
  ],
  [{ all: { hours: '5h' } }, 'limits.all.hours: expected a number of hours, or unlimited'],
  [{ window: 'day' }, 'limits.window: expected "week" or "month"'],
  [{ users: { ada: { processors: '50m' } } }, 'limits.users.ada: no size fits'],
  [{ groups: { ml: { together: { memory: '1Mi' } } } }, 'limits.groups.ml.together: no size fits'],
  [
    { all: { idle: '5m' } },
    'limits.all.idle: servers report every five minutes whether they are used; write at least 10m',
  ],
])('%j is refused', (limits, message) => expect(found(limits)).toEqual([expect.stringContaining(message)]));

test('only the sizes of a group count for it', () => {
  const sizes = [{ ...MINIMAL.sizes[0], groups: ['ml'] }, GPU];
  const rule = { gpus: 0 };
  const more = { ...HOSTS, sizes };
  expect(found({ all: rule, groups: { ml: rule }, users: { ada: rule } }, more)).toEqual([]);
  expect(found({ groups: { gpu: rule }, users: { eve: rule } }, more)).toEqual([
    expect.stringContaining(
      'limits.groups.gpu: no size fits, so no server starts: the smallest one, "gpu", reserves 2 processors, 8Gi of memory, 1 GPU;',
    ),
    expect.stringContaining('limits.users.eve: no size fits'),
  ]);
});

test('a size has times too', () => {
  const sizes = [{ ...MINIMAL.sizes[0], idle: '9m' }];
  expect(complaints(() => load({ sizes }))).toEqual([expect.stringContaining('sizes[0].idle: servers report')]);
});

test.each<[unknown, object, unknown[]]>([
  [{ all: { servers: 1, idle: '59m', longestRun: '30d' } }, {}, []],
  [
    { all: { servers: 2 } },
    {},
    ['limits.all.servers: has no effect: a user can have 1 server anyway; lower it, or raise servers.namedServers'],
  ],
  [{ all: { servers: 3 } }, { servers: { namedServers: 2 } }, []],
  [{ all: { servers: 'unlimited' } }, {}, []],
  [
    { groups: { ml: { idle: '1h' } } },
    {},
    [
      'limits.groups.ml.idle: has no effect on servers that hub.culling.idle stops before; make it shorter, or raise hub.culling.idle',
    ],
  ],
  [{ users: { eve: { idle: 'unlimited' } } }, {}, [expect.stringContaining('limits.users.eve.idle: has no effect')]],
  [
    { all: { servers: 1 }, window: 'week', whenUsedUp: 'stop' },
    {},
    ['window', 'whenUsedUp'].map(
      (key) =>
        `limits.${key}: has no effect: no limit is in hours; remove it, or write a limit such as all: { gpuHours: 40 }`,
    ),
  ],
  [{ groups: { ml: { together: { gpuHours: 9 } } }, window: 'week', whenUsedUp: 'stop' }, {}, []],
  [{ all: { idle: '2h' } }, { hub: { culling: { enabled: false } } }, []],
  [
    { all: { longestRun: '2d' } },
    { hub: { culling: { maxAge: '1d' } } },
    [expect.stringContaining('limits.all.longestRun: has no effect on servers that hub.culling.maxAge stops before')],
  ],
])('%j with %j: %j', (limits, more, said) => {
  expect(warned(limits, more).filter((it) => it.startsWith('limits'))).toEqual(said);
});
