import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { run } from '../system/exec.ts';
import { HUBWRIGHT, PROGRAM } from '../testbed/program.ts';
import { testProject } from '../testbed/test-project.ts';

const root = join(import.meta.dirname, '..');
const OPTIONS = { timeout: 600_000, env: { NODE_OPTIONS: '' } };
const OWN = (value: string) => `import { readFileSync } from 'node:fs';
import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';

export class Own extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const data = { value: '${value}', users: \`\${readFileSync('users.yaml', 'utf8').length}\` };
    new ApiObject(this, 'Config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id }, data });
  }
}
`;
const MAIN = (...ids: string[]) => `import { defineCharts, HubwrightCharts } from 'hubwright';
import { Own } from './own.ts';

export default defineCharts(({ app, platform }) => {
  new HubwrightCharts(app, platform);
${ids.map((id) => `  new Own(app, '${id}');\n`).join('')}});
`;
/** As main.ts was before it exported what it builds: it did its work when it was imported. */
const OLD_FORM = "throw new Error('it was run');\n";

let project: string;
const put = (name: string, text: string) => writeFileSync(join(project, name), text);
const git = (...args: string[]) =>
  run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args], {
    ...OPTIONS,
    cwd: project,
  });
const commit = async (message: string) => {
  await git('add', '-A');
  await git('commit', '-qm', message);
};
const diff = async (revision: string) =>
  (await run(process.execPath, [HUBWRIGHT, 'diff', revision], { ...OPTIONS, cwd: project })).stdout;

beforeAll(async () => {
  // A company's own repository, which has Hubwright as a package.
  project = testProject();
  put('package.json', '{ "name": "acme-hub", "private": true, "type": "module" }\n');
  put('.gitignore', 'node_modules\n');
  for (const name of ['node_modules', 'cli', 'build']) rmSync(join(project, name));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(PROGRAM, join(project, 'node_modules', 'hubwright'));
  for (const name of ['cdk8s', 'constructs']) {
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  }
  await git('init', '-q');
  rmSync(join(project, 'main.ts'));
  await commit('none');
  put('main.ts', OLD_FORM);
  await commit('old form');
  put('main.ts', "import { Own } from './own.ts';\nexport default () => new Own();\n");
  await commit('no own.ts');
  put('own.ts', OWN('was'));
  put('main.ts', MAIN('changed', 'gone'));
  await commit('own charts');
  put('own.ts', OWN('is'));
  put('main.ts', MAIN('changed', 'new'));
  put('users.yaml', `${readFileSync(join(project, 'users.yaml'), 'utf8')}# ten bytes\n`);
});
afterAll(() => rmSync(project, { recursive: true }));

test('each side has the charts of its own main.ts, and of the files that this imports and reads', async () => {
  const text = await diff('HEAD');
  const { length } = readFileSync(join(project, 'users.yaml'), 'utf8');
  expect(text).not.toContain('note: main.ts');
  expect(text).toContain('! Left in the cluster because its whole file is gone; delete by hand: ConfigMap gone.');
  expect(text.slice(text.indexOf('\nManifests'))).toBe(`
Manifests
--- a/changed.k8s.yaml ConfigMap changed
+++ b/changed.k8s.yaml ConfigMap changed
@@ -3,5 +3,5 @@
 metadata:
   name: changed
 data:
-  users: "${length - 12}"
-  value: was
+  users: "${length}"
+  value: is
--- a/gone.k8s.yaml ConfigMap gone
+++ /dev/null
@@ -1,7 +0,0 @@
-apiVersion: v1
-kind: ConfigMap
-metadata:
-  name: gone
-data:
-  users: "${length - 12}"
-  value: was
--- /dev/null
+++ b/new.k8s.yaml ConfigMap new
@@ -0,0 +1,7 @@
+apiVersion: v1
+kind: ConfigMap
+metadata:
+  name: new
+data:
+  users: "${length}"
+  value: is`);
});

test.each([
  [
    'cannot run today',
    'HEAD~1',
    /^note: main\.ts of HEAD~1 \(\w+\) cannot run with the packages installed here, so the one in the working tree is used for both sides: main\.ts:1:22: cannot find "\.\/own\.ts"$/m,
  ],
  [
    'is of the old form',
    'HEAD~2',
    /^note: main\.ts of HEAD~2 \(\w+\) cannot run with the packages installed here, .*: main\.ts:1: no default export$/m,
  ],
  [
    'is not in the revision',
    'HEAD~3',
    /^note: HEAD~3 \(\w+\) has no main\.ts: the one in the working tree is used for both sides$/m,
  ],
])('where that of the revision %s, a note says that both sides have that of today', async (_, revision, note) => {
  const text = await diff(revision);
  expect(text).toMatch(note);
  expect(text).toContain('Nothing changes.');
});
