import { expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import type { Mapping } from '../../system/mapping.ts';
import { differences } from './differences.ts';

/** What differs between two objects in YAML, the kind and group of the first in both. */
function found(wanted: string, live: string): string[] {
  const [one, other] = [load(wanted), load(live)] as Mapping[];
  const { changed, added } = differences(one ?? {}, { ...other, kind: one?.kind, apiVersion: one?.apiVersion });
  return [...changed.map((it) => it.join('.')), ...added.map((it) => `+${it.join('.')}`)];
}

const POD = 'apiVersion: apps/v1\nkind: DaemonSet\nspec: ';
const CHART = 'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nspec: ';
const SECRET = 'apiVersion: v1\nkind: Secret\n';
const b64 = (text: string) => Buffer.from(text).toString('base64');

test.each<[title: string, wanted: string, live: string]>([
  ['the same', `${POD}{ a: 1 }`, 'spec: { a: 1 }'],
  ['defaults of Kubernetes, and a status', `${POD}{ a: 1 }`, 'spec: { a: 1, b: 2 }\nstatus: { c: 3 }'],
  ['labels of k3s', `${POD}{}\nmetadata: { labels: { a: x } }`, 'metadata: { labels: { a: x, objectset: y } }'],
  ['a null', `${POD}{}\nmetadata: { creationTimestamp: null }`, 'metadata: { creationTimestamp: now }'],
  ['what is empty and left out', `${POD}{ a: "", b: [], c: {}, d: false, e: 0 }`, 'spec: {}'],
  ['what is empty and filled by a controller', `${POD}{ caBundle: "" }`, 'spec: { caBundle: Cg== }'],
  ['quantities', `${POD}{ a: 1000m, b: 1024Mi, c: 2, d: 0.5 }`, 'spec: { a: "1", b: 1Gi, c: "2", d: 500m }'],
  [
    'a container with defaults',
    `${POD}{ containers: [{ name: a, image: b }] }`,
    'spec: { containers: [{ name: a, image: b, tty: false }] }',
  ],
  [
    'a container that admission has added',
    `${POD}{ containers: [{ name: a }] }`,
    'spec: { containers: [{ name: z }, { name: a }] }',
  ],
  ['quantities that floating point tells apart', `${POD}{ a: 0.7, b: 1.1 }`, 'spec: { a: 700m, b: 1100m }'],
  ['an empty list that others have filled', `${POD}{ a: [] }`, 'spec: { a: [1] }'],
  ['base64 with line breaks', `${SECRET}data: { a: "dGV4\\nIHQ=\\n" }`, 'data: { a: dGV4IHQ= }'],
  [
    'binary data with line breaks',
    'apiVersion: v1\nkind: ConfigMap\nbinaryData: { a: "dGV4\\nIHQ=" }',
    'binaryData: { a: dGV4IHQ= }',
  ],
  ['a Secret that came without data', SECRET, `data: { a: ${b64('1')} }`],
  ['a Secret that came with empty data', `${SECRET}data: {}`, `data: { a: ${b64('1')} }`],
  ['keys that were added to a ConfigMap', 'apiVersion: v1\nkind: ConfigMap\ndata: { a: b }', 'data: { a: b, c: d }'],
  ['durations as Go writes them', `${CHART}{ timeout: 20m }`, 'spec: { timeout: 20m0s }'],
  ['defaults of the HelmChart', `${CHART}{ chart: a }`, 'spec: { chart: a, driver: secret, failurePolicy: reinstall }'],
  ['a secret in clear', `${SECRET}stringData: { a: text }`, `data: { a: ${b64('text')} }`],
])('no difference: %s', (_, wanted, live) => {
  expect(found(wanted, live)).toEqual([]);
});

test.each<[title: string, wanted: string, live: string, expected: string[]]>([
  ['a value', `${POD}{ a: { b: 1 } }`, 'spec: { a: { b: 2 } }', ['spec.a.b']],
  ['a value that is gone', `${POD}{ a: { b: 1 } }`, 'spec: {}', ['spec.a.b']],
  ['a mapping that became a text', `${POD}{ a: { b: 1 } }`, 'spec: { a: x }', ['spec.a']],
  ['a scale to nothing', `${POD}{ replicas: 1 }`, 'spec: { replicas: 0 }', ['spec.replicas']],
  ['a label', `${POD}{}\nmetadata: { labels: { a: x } }`, 'metadata: { labels: { a: y } }', ['metadata.labels.a']],
  ['a quantity', `${POD}{ a: 1Gi }`, 'spec: { a: 1G }', ['spec.a']],
  [
    'an image',
    `${POD}{ containers: [{ name: a, image: b }] }`,
    'spec: { containers: [{ name: a, image: c }] }',
    ['spec.containers'],
  ],
  ['the words of a command', `${POD}{ args: [a] }`, 'spec: { args: [a, b] }', ['spec.args']],
  ['values of a chart', `${CHART}{ valuesContent: a }`, 'spec: { valuesContent: b }', ['spec.valuesContent']],
  ['a duration', `${CHART}{ timeout: 20m }`, 'spec: { timeout: 5m0s }', ['spec.timeout']],
  [
    'a list of a custom resource',
    `${CHART}{ valuesSecrets: [{ name: a }] }`,
    'spec: { valuesSecrets: [{ name: a }, { name: b }] }',
    ['spec.valuesSecrets'],
  ],
  ['what overrides the values of a chart', `${CHART}{ chart: a }`, 'spec: { chart: a, set: { b: 1 } }', ['+spec.set']],
  [
    'another failure policy',
    `${CHART}{ chart: a }`,
    'spec: { chart: a, failurePolicy: retry }',
    ['+spec.failurePolicy'],
  ],
  ['a secret value', `${SECRET}data: { a: ${b64('1')} }`, `data: { a: ${b64('2')} }`, ['data.a']],
  ['an empty value', `${SECRET}data: { a: "" }`, `data: { a: ${b64('2')} }`, ['data.a']],
  ['a number that is a text', `${SECRET}stringData: { a: 1000m }`, `data: { a: ${b64('1')} }`, ['data.a']],
  [
    'a user who was added',
    `${SECRET}data: { a: ${b64('1')} }`,
    `data: { a: ${b64('1')}, eve: ${b64('x')} }`,
    ['+data.eve'],
  ],
])('a difference: %s', (_, wanted, live, expected) => {
  expect(found(wanted, live)).toEqual(expected);
});
