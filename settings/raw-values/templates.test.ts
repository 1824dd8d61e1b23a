import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { formatPath } from '../../system/problem.ts';
import { filledIn, formatProblems } from './format-string.ts';
import { podValues } from './pod-values.ts';
import { checkTemplates } from './templates.ts';

const problemsIn = (text: string) =>
  checkTemplates(podValues(parse(text), []), 0).map(
    ({ path, message, fix }) => `${formatPath(path)}: ${message}; ${fix}`,
  );
const places = (text: string) => problemsIn(text).map((line) => line.slice(0, line.indexOf(':')));

describe('what Python fills in', () => {
  const isKnown = (name: string) => ['username', 'userid'].includes(name);
  test.each(
    [
      '',
      'a',
      '{username}',
      '{{',
      '}}',
      '{{username}}',
      '{{{username}}}',
      '$${{HOME}}',
      '{username!r}',
      '{userid:05d}',
    ].concat(...['{username:>5}', '{username:>{userid}}', '{username[0]}', '{username.upper}', '{username!s:^9}']),
  )('%s', (text) => expect(formatProblems(text, isKnown)).toEqual([]));

  test.each([
    ['{', undefined],
    ['}', undefined],
    ['a}b', undefined],
    ['{{}', undefined],
    ['{{{', undefined],
    ['{}', ''],
    ['{0}', '0'],
    ['{user}', 'user'],
    ['{ username }', ' username '],
    ['{username!x}', 'username!x'],
    ['{username!}', 'username!'],
    ['{username:>{width}}', 'username:>{width}'],
    ['{username:{', undefined],
    ['{"a": 1}', '"a": 1'],
    ['{env:HOME}', 'env:HOME'],
    ['{user.name}', 'user.name'],
  ])('not %s', (text, field) => expect(formatProblems(text, isKnown)[0]).toEqual({ field }));

  test('in part', () => {
    expect(filledIn('{value}-{username:>5}-{{{{a}}}}-{value!r}', 'value', 'x')).toBe('x-{username}-{{a}}-x');
  });
});

const EVERYWHERE = ['environment: { A: TEXT }', 'extra_labels: { a: TEXT }', 'extra_annotations: { a: TEXT }'].concat(
  ...[
    'volumes: { a: { name: a, nfs: { server: TEXT } } }',
    'volume_mounts: [{ name: a, mountPath: /a, subPath: TEXT }]',
  ],
  ...[
    'init_containers: [{ name: a, command: [sh, TEXT] }]',
    'extra_containers: { a: { env: [{ name: A, value: TEXT }] } }',
  ],
  ...[
    'extra_pod_config: { hostname: TEXT }',
    'service_account: TEXT',
    'working_dir: TEXT',
    'storage_extra_labels: { a: TEXT }',
  ],
  ...[
    'pod_name_template: TEXT',
    'pvc_name_template: TEXT',
    'environment: { A: { valueFrom: { fieldRef: { fieldPath: TEXT } } } }',
  ],
);

describe('settings of a spawner that are filled in', () => {
  test.each(EVERYWHERE)('%s', (setting) => {
    const holders = [
      (it: string) => `hub: { config: { KubeSpawner: { ${it} } } }`,
      (it: string) => `hub: { config: { MySpawner: { ${it} } } }`,
      (it: string) => `singleuser: { profileList: [{ display_name: A, kubespawner_override: { ${it} } }] }`,
      (it: string) =>
        `singleuser: { profileList: { a: { profile_options: { b: { choices: { c: { kubespawner_override: { ${it} } } } } } } } }`,
    ];
    for (const holder of holders) {
      const written = (text: string) => holder(setting.replace('TEXT', `'${text}'`));
      expect(problemsIn(written('{user}'))).toHaveLength(1);
      expect(problemsIn(written('{username}-{{user}}'))).toEqual([]);
    }
  });

  test.each([
    ['extraEnv: { A: TEXT }'],
    ['extraEnv: [{ name: A, value: TEXT }]'],
    ['podNameTemplate: TEXT'],
    ['serviceAccountName: TEXT'],
    ['defaultUrl: TEXT'],
    ['storage: { homeMountPath: TEXT }'],
    ['storage: { extraLabels: { a: TEXT } }'],
    ['storage: { static: { subPath: TEXT } }'],
    ['storage: { dynamic: { pvcNameTemplate: TEXT } }'],
    ['storage: { extraVolumeMounts: [{ name: a, mountPath: TEXT }] }'],
    ['storage: { extraVolumes: { a: { configMap: { name: TEXT } } } }'],
    ['initContainers: [{ command: [TEXT] }]'],
    ['extraContainers: [{ image: TEXT }]'],
    ['extraPodConfig: { dnsConfig: { searches: [TEXT] } }'],
  ])('of the chart: %s', (setting) => {
    expect(problemsIn(`singleuser: { ${setting.replace('TEXT', "'{user}'")} }`)).toHaveLength(1);
    expect(problemsIn(`singleuser: { ${setting.replace('TEXT', "'{username}-{{user}}'")} }`)).toEqual([]);
  });

  test('others are left alone', () => {
    expect(
      problemsIn(`
hub: { extraEnv: { A: '\${HOME}' }, config: { MyAuthenticator: { environment: { A: '{a}' } } } }
singleuser:
  image: { name: 'a/{b}' }
  cmd: [sh, -c, 'echo \${HOME}']
  lifecycleHooks: { postStart: { exec: { command: [sh, -c, 'echo \${HOME}'] } } }
  extraTolerations: [{ key: '{a}' }]
`),
    ).toEqual([]);
  });
});

test('what a user chooses is filled in first', () => {
  const option = (override: string) =>
    `singleuser: { profileList: [{ profile_options: { m: { unlisted_choice: { kubespawner_override: { ${override} } } } } }] }`;
  expect(problemsIn(option(`environment: { A: '{value}/{username}', B: '{{{{HOME}}}}' }, image: '{value}'`))).toEqual(
    [],
  );
  expect(problemsIn(option(`image: '{whatever}:{value}'`))).toEqual([]);
  expect(
    places(option(`environment: { A: '{{HOME}}' }, cmd: ['{}', '{ "a": { "b" } ']`)).map((it) => it.split('.').at(-1)),
  ).toEqual(['A', 'cmd[0]', 'cmd[1]']);
});

test('the messages', () => {
  expect(
    problemsIn(`
singleuser:
  extraEnv: { A: '\${HOME}/x', B: '{"a": 1}', C: '{user}', D: 'a{', MY_TOKEN: '{s3cret}', E: '{env:X}' }
  extraLabels: { a: '{usernam}' }
`),
  ).toMatchInlineSnapshot(`
    [
      "singleuser.extraEnv.A: the hub replaces what is in braces, but has no value for {HOME}: no server could start; write \${{HOME}} for the shell, or $(HOME) for Kubernetes to replace",
      "singleuser.extraEnv.B: the hub replaces what is in braces, but has no value for {…}: no server could start; write {{ and }} for literal braces",
      "singleuser.extraEnv.C: the hub replaces what is in braces, but has no value for {user}: no server could start; did you mean {username}?",
      "singleuser.extraEnv.D: the hub replaces what is in braces, and fails on a single brace, found "a{"; write {{ or }} for a literal brace",
      "singleuser.extraEnv.MY_TOKEN: the hub replaces what is in braces, but has no value for {…}: no server could start; write {{ and }} for literal braces",
      "singleuser.extraEnv.E: the hub replaces what is in braces, but has no value for {env:X}: no server could start; write {{env:X}} for literal braces",
      "singleuser.extraLabels.a: the hub replaces what is in braces, but has no value for {usernam}: no server could start; did you mean {username}?",
    ]
  `);
});
