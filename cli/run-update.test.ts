import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Pins, Release } from '../init/releases.ts';
import { digest, partsOf } from '../init/update/parts.ts';
import { runUpdate, type UpdateTool } from './run-update.ts';

/* Three pretended versions, of which the third runs. */

const FILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '0.1.0': {
    'jest.config.js': 'one\n',
    '.gitignore': 'dist/\n',
    'image/hub/Dockerfile': 'ARG BASE=hub:1\n',
    'image/hub/a': '',
  },
  '0.2.0': { 'jest.config.js': 'two\n', '.gitignore': 'dist/\n', 'image/hub/Dockerfile': 'ARG BASE=hub:2\n' },
  '0.3.0': {
    ...{ 'jest.config.js': 'three\n', '.gitignore': 'dist/\nbuild/\n', 'new.yaml': 'new\n' },
    ...{ 'image/hub/Dockerfile': 'ARG BASE=hub:3\n', 'image/hub/lock': 'locked\n' },
  },
};
const filesOf = (version: string) => partsOf(new Map(Object.entries(FILES[version] ?? {})));

function release(version: string, minor: number): Release {
  const pins: Pins = {
    ...{ chart: '4.4.0', JupyterHub: `5.5.${minor}`, k3s: `v1.3${minor}.0+k3s1` },
    ...{ 'base of notebooks': `base:${minor}`, 'base of the hub': `hub:${minor}` },
  };
  const facts = {
    engines: { node: '>=20' },
    devDependencies: { jest: `30.${minor}.0` },
    overrides: { backport: `npm:x@${minor}` },
    allowScripts: (minor < 3 ? {} : { built: false }) as Record<string, boolean>,
  };
  return {
    version,
    pins,
    package: facts,
    parts: Object.fromEntries([...filesOf(version)].map(([name, it]) => [name, digest(it)])),
  };
}

const TOOL: UpdateTool = {
  now: release('0.3.0', 3),
  past: [release('0.1.0', 1), release('0.2.0', 2)],
  moved: [{ from: 'hub.idle', to: 'hub.culling.idle' }],
  parts: filesOf('0.3.0'),
  changelog:
    '# Changelog\n\n## [0.3.0] - 2027-03-01\n\n- Third.\n\n## [0.2.0] - 2027-02-01\n\n- Second.\n\n## [0.1.0] - 2027-01-01\n\n- First.\n',
};

let folder: string;
let printed: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubwright-update-'));
  printed = [];
  for (const stream of ['log', 'error'] as const) {
    jest.spyOn(console, stream).mockImplementation((text: string) => void printed.push(text));
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

const put = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args], {
    cwd: folder,
    stdio: 'pipe',
  });
const manifest = (hubwright: string, minor = 1) =>
  `${JSON.stringify({ name: 'lab', engines: { node: '>=20' }, dependencies: { hubwright }, devDependencies: { jest: `30.${minor}.0`, own: '1.0.0' }, overrides: { backport: `npm:x@${minor}` }, ...(minor < 3 ? {} : { allowScripts: { built: false } }) }, undefined, 2)}\n`;
const update = async (options = {}) => {
  printed = [];
  await runUpdate(options, { directory: folder, tool: TOOL });
  return printed.join('\n');
};
const everything = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile() && !it.parentPath.includes('.git'))
    .map((it) => [
      join(it.parentPath, it.name).slice(folder.length + 1),
      readFileSync(join(it.parentPath, it.name), 'utf8'),
    ])
    .sort();

/** A project that 0.1.0 made, in which 0.3.0 was just installed. */
function oldProject(): void {
  for (const [path, text] of Object.entries(FILES['0.1.0'] ?? {})) put(path, text);
  put('platform.yaml', '# ours\nhub:\n  idle: 1h # so long\nimages:\n  - image: base:1\n');
  put('package.json', manifest('0.1.0'));
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'one');
  put('package.json', manifest('0.3.0'));
}

describe('a project of an older version', () => {
  beforeEach(oldProject);

  test('is brought forward, and a second run changes nothing', async () => {
    expect(await update()).toBe(`Hubwright 0.1.0 (package.json of HEAD) → 0.3.0

  JupyterHub         5.5.1         → 5.5.3
  k3s                v1.31.0+k3s1  → v1.33.0+k3s1
  base of notebooks  base:1        → base:3
  base of the hub    hub:1         → hub:3
  the same as before: chart

## [0.3.0] - 2027-03-01

- Third.

## [0.2.0] - 2027-02-01

- Second.

Rewritten:
- platform.yaml:3: hub.idle is hub.culling.idle now
- platform.yaml:5: images[0].image is base:3
- package.json: devDependencies.jest is "30.3.0"
- package.json: overrides.backport is "npm:x@3"
- package.json: allowScripts.built is false
- jest.config.js: as \`init\` writes it now
- .gitignore: as \`init\` writes it now
- new.yaml: added; \`init\` writes it now
- image/hub: as \`init\` writes it now
next: npm install && npm run synth && npm test, and review with \`git diff\` and \`npx hubwright diff\``);
    expect(Object.fromEntries(everything())).toEqual({
      ...FILES['0.3.0'],
      'package.json': manifest('0.3.0', 3),
      'platform.yaml': '# ours\nhub:\n  culling:\n    idle: 1h # so long\nimages:\n  - image: base:3\n',
    });
    const after = everything();
    expect(await update()).not.toMatch(/Rewritten|For you|next:/);
    expect(everything()).toEqual(after);
  });

  test('keeps what a person changed, which is named', async () => {
    put('.gitignore', 'dist/\nown/\n');
    put('image/hub/extra', '');
    put('image/own/requirements.in', 'pandas\njupyterhub==5.5.2\n');
    put('package.json', manifest('0.3.0').replace('npm:x@1', 'npm:own'));
    const before = new Map(everything() as [string, string][]);
    const text = await update();
    for (const path of ['.gitignore', 'image/hub/Dockerfile', 'image/own/requirements.in']) {
      expect(read(path)).toBe(before.get(path));
    }
    expect(text.slice(text.indexOf('For you'), text.indexOf('next:'))).toBe(`For you to change:
- package.json: overrides.backport was edited; \`init\` writes "npm:x@3" now
- .gitignore: \`init\` writes it differently now; yours was edited, so it is kept
--- .gitignore\tyours
+++ .gitignore\tnew
@@ -1,2 +1,2 @@
 dist/
-own/
+build/
- image/hub/: \`init\` writes it differently now; yours was edited, so it is kept
- image/hub/Dockerfile:1: hub:1 is the default of an earlier version: write hub:3
- image/own/requirements.in:2: 5.5.2 is the default of an earlier version: write 5.5.3
`);
  });

  test.each(['dryRun', 'check'])('is not written with %s', async (option) => {
    const before = everything();
    expect(await update({ [option]: true })).toMatch(/\nWould be rewritten:\n- platform.yaml:3: hub.idle/);
    expect(everything()).toEqual(before);
    expect(process.exitCode).toBe(option === 'check' ? 1 : undefined);
    await update();
    process.exitCode = undefined;
    await update({ [option]: true });
    expect(process.exitCode).toBe(undefined);
  });

  test.each([
    ['0.2.0', 'Hubwright 0.2.0 (--from) → 0.3.0', ['Third']],
    ['HEAD', 'Hubwright 0.1.0 (package.json of HEAD) → 0.3.0', ['Third', 'Second']],
  ])('since %s', async (from, heading, sections) => {
    const text = await update({ from });
    expect(text.split('\n')[0]).toBe(heading);
    expect(['Third', 'Second', 'First'].filter((it) => text.includes(`- ${it}.`))).toEqual(sections);
  });

  test('whose new version is committed says how to compare with another revision', async () => {
    git('commit', '-qam', 'three');
    const [first] = (await update()).split('\n');
    expect(first).toBe(
      'Hubwright 0.3.0, as in package.json of HEAD. `npx hubwright update --from REVISION` compares with an earlier one.',
    );
    expect(read('jest.config.js')).toBe('three\n');
    expect((await update({ from: 'HEAD~1' })).split('\n')[0]).toBe('Hubwright 0.1.0 (package.json of HEAD~1) → 0.3.0');
  });

  test('has its version in package-lock.json, where package.json has an address', async () => {
    put('package.json', manifest('file:../hubwright.tgz'));
    put('package-lock.json', JSON.stringify({ packages: { 'node_modules/hubwright': { version: '0.2.0' } } }));
    git('add', '-A');
    git('commit', '-qm', 'two');
    expect((await update()).split('\n')[0]).toBe('Hubwright 0.2.0 (package-lock.json of HEAD) → 0.3.0');
  });

  test('a revision that a clone of CI does not have is said to be of its remote', async () => {
    git('update-ref', 'refs/remotes/origin/lab', 'HEAD');
    await expect(update({ from: 'lab' })).rejects.toMatchObject({ fix: 'name the branch of the remote: origin/lab' });
  });

  test('of which nobody knows the version gets everything since the first', async () => {
    rmSync(join(folder, '.git'), { recursive: true });
    const text = await update();
    expect(text).toContain(
      'Hubwright 0.3.0. The version before is not known (there is no revision "HEAD" in this folder): this is everything since the first.',
    );
    expect(text).toContain('- First.');
    expect(read('jest.config.js')).toBe('three\n');
  });
});

describe('nothing is written', () => {
  test.each<[string, string | undefined, object, string, string]>([
    ['without a project', undefined, {}, 'package.json: there is no such file', 'npx hubwright init FOLDER'],
    ['in another project', '{}', {}, 'package.json: the project does not depend on hubwright', 'hubwright@0.3.0`'],
    ['in a broken one', '{', {}, 'package.json: ', 'Write valid JSON.'],
    [
      'before this version is installed',
      manifest('0.1.0'),
      {},
      'package.json: the project depends on hubwright 0.1.0, and this is 0.3.0',
      'Run `npm install` to have 0.1.0, or `npm install --save-exact hubwright@0.3.0` to take this one.',
    ],
    [
      'into a newer project',
      manifest('0.3.0'),
      { from: '0.10.0' },
      'the project comes from hubwright 0.10.0, which is newer than this one, 0.3.0',
      'Install 0.10.0 or a later one: `npm install --save-exact hubwright@0.10.0`.',
    ],
    ['since no revision', manifest('0.3.0'), { from: 'x' }, 'there is no revision "x" in this folder', 'Name a branch'],
  ])('%s', async (_, text, options, message, fix) => {
    if (text !== undefined) put('package.json', text);
    const before = everything();
    await expect(update(options)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
      fix: expect.stringContaining(fix),
    });
    expect(everything()).toEqual(before);
  });

  test('in the repository of Hubwright itself', async () => {
    put('package.json', '{ "name": "hubwright" }');
    expect(await update()).toBe(
      'This is the repository of Hubwright itself: there is nothing to update from. CHANGELOG.md says what changed.',
    );
  });
});
