import { expect, test } from '@jest/globals';
import { loadPlatform } from '../load.ts';
import { complaints, folderWith, MINIMAL, USERS } from '../testing.ts';

const settings = JSON.stringify(MINIMAL).slice(1, -1);
const directoryWith = (values: string) =>
  folderWith({ 'platform.yaml': `{ ${settings}, hub: { values: ${values} } }`, 'users.yaml': USERS });
const loadWith = (values: string) => loadPlatform({ directory: directoryWith(values), env: {} });

test.each([
  // The chart wants true or false.
  ['{ debug: { enabled: yes } }', { debug: { enabled: true } }],
  ['{ cull: { enabled: Off } }', { cull: { enabled: false } }],
  [
    '{ hub: { config: { JupyterHub: { admin_access: on } } } }',
    { hub: { config: { JupyterHub: { admin_access: true } } } },
  ],
  // Kubernetes wants text.
  ['{ singleuser: { extraEnv: { GRANT_SUDO: yes } } }', { singleuser: { extraEnv: { GRANT_SUDO: 'yes' } } }],
  [
    '{ singleuser: { nodeSelector: { nvidia.com/gpu.present: on } } }',
    { singleuser: { nodeSelector: { 'nvidia.com/gpu.present': 'on' } } },
  ],
  ['{ hub: { labels: { a: no } } }', { hub: { labels: { a: 'no' } } }],
  ['{ hub: { extraEnv: [{ name: A, value: y }] } }', { hub: { extraEnv: [{ name: 'A', value: 'y' }] } }],
  // What is in quotes is text, and so is what only looks like a word.
  ['{ custom: { a: "yes", b: yES, c: yesterday } }', { custom: { a: 'yes', b: 'yES', c: 'yesterday' } }],
])('a word is what the chart wants it to be: %s', (values, meant) => {
  const { platform, warnings } = loadWith(values);
  expect([platform.hub.values, warnings]).toEqual([meant, []]);
});

test('where nobody knows, a word is what it is to Helm, with a warning', () => {
  const { platform, warnings } = loadWith('{ custom: { a: yes, b: [N] } }');
  expect(platform.hub.values).toEqual({ custom: { a: true, b: [false] } });
  expect(warnings.map(({ message, fix }) => `${message}; ${fix}`)).toEqual([
    'yes without quotes is true, as Helm reads it; write true, or "yes" in quotes',
    'N without quotes is false, as Helm reads it; write false, or "N" in quotes',
  ]);
});

test('what does not get through Helm to the hub is an error', () => {
  const values = '{ custom: { a: "=", b: "2024-02-30", c: 1e-7, d: "x\\x85y", "<<": 1, e: "2024-02-28", f: 1e6 } }';
  expect(
    complaints(() => loadWith(values)).map((it) => it.replace(/^.*?hub\.values\.custom\./, '')),
  ).toMatchInlineSnapshot(`
    [
      "a: Helm drops the quotes of this text, and the hub then reads it as something else; write it differently",
      "b: Helm drops the quotes of this text, and the hub then reads it as something else; write it differently",
      "c: Helm hands this number to the hub as text; write a number without an exponent",
      "d: it contains the control character U+0085, which Helm does not pass on to the hub; write it differently",
      "<<: Helm drops the quotes of this text, and the hub then reads it as something else; write it differently",
    ]
  `);
});

test('a title with a character that nobody sees is an error', () => {
  const sizes = '[{ name: a, title: "x\\u2028y", cpu: { guarantee: 1 }, memory: { guarantee: 1Gi } }]';
  const text = `{ cluster: { provider: local }, images: ${JSON.stringify(MINIMAL.images)}, sizes: ${sizes} }`;
  expect(
    complaints(() => loadPlatform({ directory: folderWith({ 'platform.yaml': text, 'users.yaml': USERS }), env: {} })),
  ).toEqual([expect.stringMatching(/sizes\[0\]\.title: U\+2028 in it is invisible; remove it$/)]);
});
