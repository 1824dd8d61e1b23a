import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { folderWith } from '../settings/testing.ts';
import { escapeRegExp } from '../system/escape-reg-exp.ts';
import { readAllValues, readValues } from './read-values.ts';

function read(text: string, hub?: string) {
  const folder = folderWith({ 'values.yaml': text });
  try {
    return readValues(join(folder, 'values.yaml'), hub);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const INNER = 'singleuser:\n  image: { name: a, tag: "1" }\n';
const indented = (levels: number) => INNER.replace(/^(?=.)/gm, '  '.repeat(levels));
const EXPECTED = { singleuser: { image: { name: 'a', tag: '1' } } };

test.each([
  ['at the top', INNER, []],
  ['below the name of the chart', `jupyterhub:\n${indented(1)}`, []],
  ['below two', `basehub:\n  jupyterhub:\n${indented(2)}dask-gateway: {}\n`, ['dask-gateway']],
  ['in a HelmRelease', `kind: HelmRelease\nspec:\n  interval: 1m\n  values:\n${indented(2)}`, ['spec.interval']],
  [
    'of two sources',
    `kind: Application\nspec:\n  sources:\n    - path: a\n    - helm:\n        valuesObject:\n${indented(5)}`,
    ['spec.sources.0'],
  ],
  [
    'of a release in a helmfile',
    `releases:\n  - chart: hub\n    values:\n      - other.yaml\n      -\n${indented(4)}`,
    ['releases.0.chart', 'releases.0.values.0'],
  ],
  ['in a ConfigMap', `kind: ConfigMap\ndata:\n  values.yaml: |\n${indented(2)}`, []],
  ['in a text', `kind: HelmChart\nspec:\n  valuesContent: |\n${indented(2)}`, []],
  ['in one document of several', `a: 1\n---\n${INNER}---\n# nothing\n`, []],
  ['with anchors', `x: &x { name: a, tag: "1" }\nsingleuser:\n  image:\n    <<: *x\n`, ['x']],
])('values are found %s', (_, text, beside) => {
  const found = read(text);
  expect(found.values.singleuser).toEqual(EXPECTED.singleuser);
  const dropped = found.remarks.filter((it) => it.kind === 'dropped').flatMap((it) => it.keys);
  if (beside[0] !== 'x') expect(dropped).toEqual(beside);
});

const TWO = `staging:\n${indented(1)}teaching:\n  jupyterhub:\n${indented(2)}prod:\n${indented(1).replace('a,', 'b,')}`;

test('of several hubs, the one is read whose path is named', () => {
  expect(read(TWO, 'prod').values).toEqual({ singleuser: { image: { name: 'b', tag: '1' } } });
  for (const path of [undefined, 'x'])
    expect(() => read(TWO, path)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/values\.yaml has the values of 2 hubs: staging, prod$/),
        fix: 'Name one: --path staging.',
      }),
    );
});

test('items of the list of one release are merged in their order', () => {
  const release = (text: string) => `releases:\n  - chart: hub\n    values:\n      -\n${indented(4)}      - ${text}\n`;
  const found = read(release('{ hub: { baseUrl: /x }, singleuser: { image: { tag: "2" } } }'));
  expect(found.values).toEqual({ hub: { baseUrl: '/x' }, singleuser: { image: { name: 'a', tag: '2' } } });
  expect(found.remarks.flatMap((it) => it.keys)).toEqual(['releases.0.chart']);
  expect([found.lineOf(['hub', 'baseUrl']), found.lineOf(['singleuser', 'image', 'name'])]).toEqual([7, 6]);
});

const HELMFILE_RELEASE = `releases:
  - name: hub
    chart: jupyterhub/jupyterhub
    values:
      - hub: { baseUrl: /x, config: { A: { b: 1 } } }
    set:
      - { name: hub.config.A.b, value: 2 }
      - { name: 'hub.annotations.example\\.com/a', value: "yes" }
      - { name: hub.extraEnv.N, value: 0.5 }
      - { name: hub.extraEnv.BRACES, value: '{a,b}' }
      - { name: 'singleuser.profileList[1].slug', value: b }
      - { name: 'singleuser.profileList[0].slug', values: [1, a] }
      - { name: proxy.secretToken, file: token }
      - { name: hub..x, value: 1 }
      - { name: 'hub.a[99999999]', value: 1 }
    setString:
      - { name: hub.labels.year, value: 2026 }
`;
const APPLICATION = `kind: Application
spec:
  source:
    helm:
      parameters:
        - { name: jupyterhub.hub.baseUrl, value: /y }
        - { name: jupyterhub.hub.labels.n, value: "1", forceString: true }
        - { name: jupyterhub.hub.allowNamedServers, value: "true" }
        - { name: "jupyterhub.cull.users", value: "{a,2}" }
        - { name: "jupyterhub.hub.templateVars", value: "{{ .x }}" }
        - { name: grafana.enabled, value: "true" }
`;
const HELM_CHART = `kind: HelmChart
spec:
  chart: jupyterhub
  set: { hub.labels.b: "1", hub.db.upgrade: "true", hub.uid: 7, hub.baseUrl: "/a,b" }
  valuesContent: |
    hub: { baseUrl: /x, uid: 1 }
`;
test.each([
  [
    'a helmfile',
    HELMFILE_RELEASE,
    {
      hub: {
        baseUrl: '/x',
        config: { A: { b: 2 } },
        annotations: { 'example.com/a': 'yes' },
        extraEnv: { N: '0.5', BRACES: '{a,b}' },
        labels: { year: '2026' },
      },
      singleuser: { profileList: [{ slug: [1, 'a'] }, { slug: 'b' }] },
    },
    ['releases.0.name', 'releases.0.chart'],
    ['releases.0.set.6', 'releases.0.set.7', 'releases.0.set.8'],
    [7, 5, 17],
  ],
  [
    'an Application that has nothing else',
    APPLICATION,
    {
      hub: { baseUrl: '/y', labels: { n: '1' }, allowNamedServers: true, templateVars: '{{ .x }}' },
      cull: { users: ['a', 2] },
    },
    ['spec.source.helm.parameters.5'],
    [],
    [undefined, 6, 7],
  ],
  [
    'a HelmChart',
    HELM_CHART,
    { hub: { baseUrl: '/a,b', uid: 7, labels: { b: '1' }, db: { upgrade: true } } },
    ['spec.chart'],
    [],
    [undefined, 4, 4],
  ],
])('what %s sets by name wins over its values', (_, text, values, dropped, decide, [ofA, ofBaseUrl, ofLabels]) => {
  const found = read(text);
  expect(found.values).toEqual(values);
  const keysOf = (kind: string) => found.remarks.filter((it) => it.kind === kind).flatMap((it) => it.keys);
  expect([keysOf('dropped'), keysOf('decide')]).toEqual([dropped, decide]);
  expect(found.lineOf(['hub', 'config', 'A', 'b'])).toBe(ofA);
  expect([found.lineOf(['hub', 'baseUrl']), found.lineOf(['hub', 'labels'])]).toEqual([ofBaseUrl, ofLabels]);
});

test.each([
  ['set', 'import these before it, as what it sets by name wins'],
  ['labels', 'import these with it, in the order in which they are merged'],
])('files that a release with %s names: %s', (key, how) => {
  const release = `releases:\n  - values:\n      - a.yaml\n      - hub: { baseUrl: /x }\n    ${key}: [{ name: hub.uid, value: 1 }]\n`;
  expect(read(release).remarks.map((it) => it.text)).toContainEqual(
    expect.stringContaining(`values of a.yaml: ${how}`),
  );
});

test('a file is read as Helm reads it', () => {
  const { values, lineOf } = read('hub:\n  labels: { a: yes, b: 1:30, c: 2024-01-01, d: 0x1F }\n  labels2: 1\n');
  expect(values.hub).toMatchObject({ labels: { a: true, b: '1:30', c: '2024-01-01', d: 31 } });
  expect([lineOf(['hub', 'labels']), lineOf(['hub', 'nothing'])]).toEqual([2, undefined]);
});

test('a line is known within a list, too', () => {
  const { lineOf } = read(`a:\n  - b: 1\n  -\n${indented(2)}`);
  expect([lineOf(['singleuser', 'image']), lineOf([])]).toEqual([5, 4]);
});

test('templates are kept as texts, and what steers them is named', () => {
  const { values, remarks } = read('{{ if .x }}\nhub:\n  baseUrl: {{ .Values.url }}\n{{ end }}\n');
  expect(values).toEqual({ hub: { baseUrl: '{{ .Values.url }}' } });
  expect(remarks).toEqual([{ kind: 'decide', keys: [], text: expect.stringContaining('all read: lines 1, 4') }]);
});

/** Ten of ten of ten… */
const BOMB = ['a0: &a0 [x]', ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]`)]
  .concat('hub: { baseUrl: /x }\n')
  .join('\n');
test.each([
  ['', /values\.yaml is empty$/],
  ['# nothing\n', /values\.yaml is empty$/],
  ['- a\n', /is not a file of chart values: expected a mapping$/],
  ['just words', /is not a file of chart values: expected a mapping$/],
  [
    'grafana:\n  hub: 1\nimage: a\n',
    /has none of the chart's keys \(hub, singleuser, .*\) and is no config of TLJH \(users, .*\), but: grafana, image$/,
  ],
  ['hub: 3\n', /has none of the chart's keys .*, but: hub$/],
  [`${INNER}---\n${INNER}`, /has chart values in 2 documents, separated by "---"$/],
  ['hub:\n  a: [1\n', /values\.yaml:\d+:\d+: not valid YAML: /],
  ['hub: "\n', /values\.yaml:\d+:\d+: not valid YAML: /],
  ['hub:\n  baseUrl: *url\n', /values\.yaml:2:12: "\*url" refers to an anchor that is not defined before it$/],
  ['hub: &a\n  config: *a\n', /values\.yaml:2:11: "\*a" refers to a value that it is in itself$/],
  [BOMB, /values\.yaml:1:1: its aliases stand for more than can be read$/],
])('%j is refused', (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test.each([
  ['$ANSIBLE_VAULT;1.1;AES256\n61\n', 'ansible-vault', '<(ansible-vault view FILE)'],
  ['-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n', 'age', '<(age --decrypt --identity KEY FILE)'],
  ['age-encryption.org/v1\n-> X25519 a\n', 'age', '<(age --decrypt --identity KEY FILE)'],
  ['-----BEGIN PGP MESSAGE-----\n', 'PGP', '<(gpg --decrypt FILE)'],
  ['\0GITCRYPT\0\u0012', 'git-crypt', 'git-crypt unlock'],
])('what is encrypted as a whole is refused, with what decrypts it: %j', (text, by, fix) => {
  const folder = folderWith({ 'values.yaml': text });
  const path = join(folder, 'values.yaml');
  expect(() => readValues(path)).toThrow(
    expect.objectContaining({
      message: `${path} is encrypted with ${by}`,
      fix: expect.stringContaining(`\`${fix.replace('FILE', path)}\``),
    }),
  );
  rmSync(folder, { recursive: true });
});

const TERRAFORM = 'resource "helm_release" "hub" {\n  chart = "jupyterhub"\n  values = [\n    file("a.yaml")\n  ]\n}\n';
test.each([
  ['hub.tf', TERRAFORM, 'a file of Terraform', '`values` of its helm_release'],
  ['piped', TERRAFORM, 'a file of Terraform', '--from-cluster'],
  ['jupyterhub_config.py', 'x = 1\n', "JupyterHub's own configuration", 'hub.values.hub.extraConfig'],
  ['piped', 'c = get_config()\nc.JupyterHub.port = {"a": 1}\n', "JupyterHub's own configuration", 'init'],
  ['install.sh', 'a\n', 'a script', '`--values`'],
  ['Makefile', 'hub:\n\thelm upgrade hub jupyterhub/jupyterhub\n', 'a script', '`--set`'],
  ['piped', '#!/bin/sh\ntrue\n', 'a script', '--from-cluster'],
  ['piped', 'set -e\nhelm upgrade --install hub \\\n  --values a.yaml', 'a script', '--from-cluster'],
  ['jupyterhub-4.4.0.tgz', '\u001f', 'an archive', 'Unpack it'],
])('%s that has no values is refused, with where they are: %j', (name, text, is, fix) => {
  const folder = folderWith({ [name]: text });
  const path = join(folder, name);
  expect(() => readValues(path)).toThrow(
    expect.objectContaining({ message: `${path} is ${is}`, fix: expect.stringContaining(fix) }),
  );
  rmSync(folder, { recursive: true });
});

test('code and comments in values make them no other file', () => {
  const code = 'hub:\n  extraConfig:\n    a: |\n      c.JupyterHub.port = 1\n      # helm upgrade hub\n';
  expect(read(code).values).toHaveProperty('hub.extraConfig.a');
  expect(() => read(`# helm upgrade hub\n${code}  b: [\n`)).toThrow(/not valid YAML/);
});

test('what SOPS has encrypted is read, without its own notes, and how to have the values is said', () => {
  const secret = 'ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]';
  const sops = 'sops:\n  age: []\n  mac: ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]\n  version: 3.11.0\n';
  for (const text of [
    `hub:\n  cookieSecret: ${secret}\n${sops}`,
    `jupyterhub:\n  hub:\n    cookieSecret: ${secret}\n${sops}`,
  ]) {
    const { values, remarks } = read(text);
    expect(values).toEqual({ hub: { cookieSecret: secret } });
    expect(remarks).toEqual([
      {
        kind: 'decide',
        keys: [],
        text: expect.stringMatching(/encrypted with SOPS: .*`<\(sops decrypt \S+values\.yaml\)`/),
      },
    ]);
  }
  // A key of somebody's own.
  expect(read('sops: { a: 1 }\nhub: { baseUrl: /x }\n').values).toHaveProperty('sops');
});

test('all files that cannot be read are named, each with what to do', () => {
  const folder = folderWith({ 'a.yaml': '$ANSIBLE_VAULT;1.1;AES256\n', 'b.yaml': INNER, 'c.yaml': '' });
  const [a, b, c] = ['a', 'b', 'c'].map((it) => join(folder, `${it}.yaml`)) as [string, string, string];
  expect(() => readAllValues([a, b, c])).toThrow(
    expect.objectContaining({
      message: `${a} is encrypted with ansible-vault\n  Name what it has in it instead: \`<(ansible-vault view ${a})\`, as bash and zsh write it.\n${c} is empty`,
      fix: 'Name the file that was given to `helm upgrade --values`.',
      exitCode: 2,
    }),
  );
  expect(readAllValues([b]).map((it) => it.values)).toEqual([EXPECTED]);
  rmSync(folder, { recursive: true });
});

const HELMFILE = `releases:
  - { name: web, chart: nginx, values: [web.yaml] }
  - name: hub
    chart: jupyterhub/jupyterhub
    values: [common.yaml, 'env/{{ .Environment.Name }}.yaml.gotmpl']
`;
test.each([
  ['a helmfile', HELMFILE, 'common.yaml, env/{{ .Environment.Name }}.yaml.gotmpl'],
  [
    'an Application',
    'kind: Application\nspec:\n  source:\n    chart: jupyterhub\n    helm: { valueFiles: [values.yaml, prod.yaml] }\n',
    'values.yaml, prod.yaml',
  ],
  [
    'an Application of several sources',
    'kind: Application\nspec:\n  sources:\n    - chart: nginx\n      helm: { valueFiles: [a.yaml] }\n    - chart: jupyterhub\n      helm: { valueFiles: [$values/hub.yaml] }\n    - { ref: values }\n',
    '$values/hub.yaml',
  ],
  [
    'a kustomization',
    'helmCharts:\n  - { name: jupyterhub, valuesFile: a.yaml, additionalValuesFiles: [b.yaml] }\n',
    'a.yaml, b.yaml',
  ],
  [
    'a HelmRelease',
    'kind: HelmRelease\nspec:\n  chart: { spec: { chart: jupyterhub } }\n  valuesFrom: [{ kind: ConfigMap, name: hub }, { kind: Secret, name: keys }]\n',
    'ConfigMap hub, Secret keys',
  ],
  ['a chart of its own', 'name: lab\ndependencies: [{ name: jupyterhub, version: 4.2.0 }]\n', 'values.yaml'],
])('the files in which %s has the values are named', (_, text, files) => {
  const said = new RegExp(`values\\.yaml has no values itself, but names where they are: ${escapeRegExp(files)}$`);
  expect(() => read(text)).toThrow(said);
});

test('a path within the values is none of a file of values', () => {
  const { remarks } = read("jupyterhub:\n  hub: { baseUrl: /x, config: { A: { secrets: ['a.yaml'] } } }\n");
  expect(remarks).toEqual([]);
});

test('beside values, only the files of the same release are named', () => {
  const own = '  - name: other\n    chart: jupyterhub/jupyterhub\n    values:\n      - a.yaml\n      -\n';
  const { remarks } = read(`${HELMFILE}${own}${indented(4)}`);
  expect(remarks.filter((it) => it.kind === 'decide').map((it) => it.text)).toEqual([
    expect.stringMatching(/values\.yaml also takes values of a\.yaml: import these with it, /),
  ]);
});
