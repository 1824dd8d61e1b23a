import { describe, expect, test } from '@jest/globals';
import { complaints, load, MINIMAL } from '../../settings/testing.ts';
import { labelKey, labelValue, namespaceName, objectName } from './kubernetes-names.ts';

const a = (length: number) => 'a'.repeat(length);
/** As long as a domain may be, of parts of which each is no longer than one may be. */
const domain = [a(63), a(63), a(63), a(61)].join('.');

// Both columns as the functions of k8s.io/apimachinery v0.34.1 answer.
const rules = {
  objectName: {
    schema: objectName(),
    accepted: ['longhorn.v2', '2024', '1-a', 'a', 'a--b', 'x-1.y-2.z', a(64), a(253), domain],
    refused: ['', 'A', 'a_b', 'a..b', '.a', 'a.', '-a', 'a-', 'a-.b', 'a b', 'é', 'a\n', a(254)],
  },
  namespaceName: {
    schema: namespaceName(),
    accepted: ['jupyterhub', '2024-hub', '1', a(63)],
    refused: ['', 'a.b', 'Hub', 'a_b', '-a', 'a-', 'hub\n', a(64)],
  },
  labelKey: {
    schema: labelKey(),
    accepted: ['gpu', 'GPU_type.1', '1', 'kubernetes.io/x', 'x.y/Z_z.1', `example.com/${a(63)}`, `${domain}/${a(63)}`],
    refused: ['', 'a b', '-a', 'a-', 'a.', '/a', 'a/', 'a/b/c', 'A/b', 'a_b/c', 'a..b/c', 'é', a(64), `${a(254)}/b`],
  },
  labelValue: {
    schema: labelValue(),
    accepted: ['', 'a', 'A_b.c-d', '1', a(63)],
    refused: ['-a', 'a-', '.a', 'a b', 'a/b', 'a:b', 'é', 'a\n', ' ', a(64)],
  },
};

describe.each(Object.entries(rules))('%s', (_name, { schema, accepted, refused }) => {
  test.each(accepted)('accepts %j', (text) => expect(schema.safeParse(text).success).toBe(true));
  test.each(refused)('refuses %j', (text) => expect(schema.safeParse(text).success).toBe(false));
});

test('a long text is refused at once', () => {
  for (const { schema } of Object.values(rules)) expect(schema.safeParse(`${a(1_000_000)}!`).success).toBe(false);
});

const size = MINIMAL.sizes[0];
const local = (cluster: object) => complaints(() => load({ cluster: { provider: 'local', ...cluster } }));
const taint = { key: 'gpu', effect: 'NoSchedule' };
const tolerating = (toleration: object) => complaints(() => load({ sizes: [{ ...size, tolerations: [toleration] }] }));

describe('what Kubernetes refuses is said with what to write', () => {
  const value =
    'expected text of letters, digits, "-", "_" and ".", at most 63 characters, with a letter or digit at both ends';
  const key =
    'expected a key such as gpu or example.com/gpu: letters, digits, "-", "_" and ".", at most 63, after an optional lower-case domain';
  const cases: [string, () => string[], string][] = [
    ['a label', () => local({ labels: { 'a b': 'c' } }), `cluster.labels.a b: "a b" cannot be a key here: ${key}`],
    ['a value', () => local({ labels: { a: 'b c' } }), `cluster.labels.a: ${value}, found "b c"`],
    ['a boolean', () => local({ labels: { a: true } }), `cluster.labels.a: ${value}, found true; put it in quotes`],
    [
      'a selector',
      () => complaints(() => load({ sizes: [{ ...size, nodeSelector: { a: 1 } }] })),
      `: ${value}, found 1; put it in quotes`,
    ],
    ['a taint', () => local({ taints: [{ ...taint, key: 'a/' }] }), `cluster.taints[0].key: ${key}`],
    [
      'a taint twice',
      () => local({ taints: [taint, { ...taint, value: 'x' }] }),
      'cluster.taints[1]: duplicate taint "gpu" with the effect NoSchedule: keep one of them',
    ],
    [
      'a value for any value',
      () => tolerating({ key: 'gpu', operator: 'Exists', value: 'x' }),
      'operator: Exists tolerates any value: remove it, or set operator: Equal, found "x"',
    ],
    [
      'no taint to tolerate',
      () => tolerating({ value: 'x' }),
      'missing: name the taint to tolerate, or set operator: Exists to tolerate every taint',
    ],
  ];
  test.each(cases)('%s', (_name, found, message) => {
    expect(found()).toEqual([expect.stringContaining(message)]);
  });
});

test('what Kubernetes accepts is accepted wherever it is named', () => {
  const toleration = { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' };
  expect(
    complaints(() =>
      load({
        cluster: {
          provider: 'ssh',
          servers: [
            {
              name: '1.rack.example.com',
              address: '10.0.0.1',
              labels: { 'node-role.kubernetes.io/gpu': '', 'example.com/GPU': 'A100' },
              taints: [taint, { ...taint, effect: 'NoExecute' }],
            },
          ],
          agents: [{ name: '2.rack.example.com', address: '10.0.0.2' }],
        },
        hub: { namespace: '2024-hub', host: 'hub.example.com', tls: { type: 'secret', name: 'tls.example.com' } },
        sizes: [
          { ...size, nodeSelector: { 'example.com/GPU': 'A100' }, tolerations: [{ operator: 'Exists' }, toleration] },
        ],
        storage: { home: { class: 'longhorn.v2' }, shared: [{ name: 'data', claim: '2024.data' }] },
      }),
    ),
  ).toEqual([]);
});
