import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../system/exec.ts';
import { HUBWRIGHT } from '../testbed/program.ts';
import { testProject } from '../testbed/test-project.ts';
import { SAMPLE } from './charts-of-main.ts';

const root = join(import.meta.dirname, '..');
const START = "import { Chart } from 'cdk8s';\nimport { defineCharts, HubwrightCharts } from 'hubwright';\n\n";
const body = (...lines: string[]) =>
  `${START}export default defineCharts(({ app }) => {\n  ${lines.join('\n  ')}\n});\n`;
const AGAIN = 'Fix that, then run the same command again.';
const FORM = (how: string) => [`${how}:`, '', ...SAMPLE.split('\n')].join('\n  ');

/** What is wrong with a main.ts; what is said; how it is fixed. */
const BROKEN: Record<string, readonly [main: string, message: string, fix: string]> = {
  'a syntax error': [
    body('new Chart(app "own");'),
    'main.ts:5:17: syntax error: Expected ")" but found "\\"own\\""',
    'Correct the syntax there.',
  ],
  'a syntax error in a file of its own': [
    "import './charts/syntax.ts';\nexport default () => {};\n",
    'charts/syntax.ts:2:6: syntax error: Unexpected "}"',
    'Correct the syntax there.',
  ],
  'an error when it is loaded': [
    `interface Own { name: string }\n${START}const own: Own | undefined = undefined;\nexport const { name } = own!;\nexport default () => {};\n`,
    "main.ts:6:16: loading it failed: TypeError: Cannot destructure property 'name' of 'own' as it is undefined.",
    AGAIN,
  ],
  'an error when a file of its own is loaded': [
    "import './charts/throws.ts';\nexport default () => {};\n",
    'charts/throws.ts:1:7: loading it failed: no dashboards',
    AGAIN,
  ],
  'something thrown that is no error': [
    "throw 'nothing';\nexport default () => {};\n",
    'main.ts: loading it failed: nothing',
    AGAIN,
  ],
  'a file that is not there': [
    "import { Own } from './charts/nope.ts';\nexport default () => void Own;\n",
    'main.ts:1:22: cannot find "./charts/nope.ts"',
    'Create nope.ts, or correct the path: it is relative to the file that imports it, and ends with .ts.',
  ],
  'a package that is not installed': [
    "import own from '@acme/charts/own';\nexport default () => void own;\n",
    'main.ts:1:18: cannot find the package "@acme/charts"',
    'Install it: `npm install @acme/charts`.',
  ],
  'an import that is not exported': [
    "import { Nope } from './charts/own.ts';\nexport default () => void Nope;\n",
    "main.ts:1:10: loading it failed: SyntaxError: The requested module './charts/own.ts' does not provide an export named 'Nope'",
    'Export it there, or correct the name.',
  ],
  'no export': [`${START}defineCharts(() => {});\n`, 'main.ts:1: no default export', FORM('Write it as')],
  'an export in a comment': [
    '/*\nexport default none\n*/',
    'main.ts:2: the default export is of type undefined, not a function',
    FORM('Write it as'),
  ],
  'an export that is no function': [
    `${START}export default 3;\n`,
    'main.ts:4: the default export is of type number, not a function',
    FORM('Write it as'),
  ],
  'an export that is a class': [
    `${START}export default class Own extends Chart {}\n`,
    'main.ts:4: the default export is a class, not a function',
    FORM('Write it as'),
  ],
  'an error while it builds': [
    `${START}import { fails } from './charts/own.ts';\nexport default defineCharts(async () => fails());\n`,
    'charts/own.ts:2:36: building the charts failed: RangeError: no room\nmain.ts:5:41: called from here',
    AGAIN,
  ],
  'a promise that is rejected': [
    body("return Promise.reject(new Error('not to be had'));"),
    'main.ts:5:25: building the charts failed: not to be had',
    AGAIN,
  ],
  'no chart': [
    body('void app;'),
    'main.ts:4: no chart was added to the app',
    'Add them: `new HubwrightCharts(app, platform);`, and your own charts to the same `app`.',
  ],
  'an app of its own': [
    `import { App } from 'cdk8s';\n${START}export default () => {\n  new Chart(new App(), 'own');\n};\n`,
    'main.ts:5: no chart was added to the app',
    'Add them: `new HubwrightCharts(app, platform);`, and your own charts to the same `app`.',
  ],
  'a construct beside the charts': [
    `import { Construct } from 'constructs';\n${body("new Construct(app, 'own');")}`,
    'main.ts:5: "own" is not a chart, so it would not be written',
    'Put it into a Chart. If it is one, two versions of cdk8s are installed: run `npm dedupe`.',
  ],
  'a synth of its own': [
    body("new Chart(app, 'own');", 'app.synth();'),
    'main.ts:6:7: main.ts must not call app.synth()',
    'Remove it: the charts are synthesized when the function returns.',
  ],
  'a chart that is not valid': [
    body("new Chart(app, 'own').node.addValidation({ validate: () => ['no owner'] });"),
    'main.ts:4: building the charts failed: Validation failed with the following errors:\n  [own] no owner',
    AGAIN,
  ],
  'two charts of one id': [
    body("new Chart(app, 'own');", "new Chart(app, 'own');"),
    "main.ts:6:3: building the charts failed: There is already a Construct with name 'own' in App",
    'Give each chart, and each construct in a chart, a unique id.',
  ],
  'an exit when it is loaded': [
    'process.exit(0);\nexport default () => {};\n',
    'main.ts:1:9: process.exit() was called',
    'Remove it. If the charts cannot be built, throw an error.',
  ],
  'an exit while it builds': [
    body("new Chart(app, 'own');", 'process.exit();'),
    'main.ts:6:11: process.exit() was called',
    'Remove it. If the charts cannot be built, throw an error.',
  ],
};

/** Has each folder's main.ts loaded and run, in one process, and prints what came of it. */
const TRY_ALL = `
  const { chartsOfMain } = await import(${JSON.stringify(join(root, 'cli', 'charts-of-main.ts'))});
  const said = {};
  for (const name of process.argv.slice(1)) {
    process.chdir(name);
    try {
      await (await chartsOfMain())({}, 'out');
    } catch ({ name: kind, message, fix, exitCode }) {
      said[name] = { kind, message, fix, exitCode };
    }
  }
  console.log(JSON.stringify(said));
`;

const ended = async (folder: string, args: readonly string[], program = process.execPath) => {
  const options = {
    cwd: folder,
    timeout: 600_000,
    env: { NODE_OPTIONS: '', TMPDIR: join(project, 'tmp') },
    allow: [1, 2, 13],
  };
  const { exitCode, stdout, stderr } = await run(program, args, options);
  return { exitCode, stdout, stderr };
};
const hubwright = (folder: string, ...args: string[]) => ended(folder, [HUBWRIGHT, ...args]);

let project: string;
beforeAll(() => {
  project = testProject();
  mkdirSync(join(project, 'tmp'));
});
afterAll(() => rmSync(project, { recursive: true }));

describe('what is wrong with a main.ts, where, and how to fix it', () => {
  let answers: Record<string, unknown>;
  /** Of those that could be loaded before, which are compiled now. */
  let answersAgain: Record<string, unknown>;
  beforeAll(async () => {
    const names = Object.keys(BROKEN);
    for (const name of names) {
      mkdirSync(join(project, name, 'charts'), { recursive: true });
      writeFileSync(join(project, name, 'main.ts'), BROKEN[name]?.[0] ?? '');
      writeFileSync(
        join(project, name, 'charts', 'own.ts'),
        "export const own = 1;\nexport const fails = () => { throw new RangeError('no room'); };\n",
      );
      writeFileSync(join(project, name, 'charts', 'throws.ts'), "throw new Error('no dashboards');\n");
      writeFileSync(join(project, name, 'charts', 'syntax.ts'), 'export const own = {\n  a: };\n');
    }
    const folders = names.map((name) => join(project, name));
    const tryAll = async () => {
      const { stdout } = await ended(project, ['--import', 'tsx', '--input-type=module', '-e', TRY_ALL, ...folders]);
      return JSON.parse(stdout);
    };
    answers = await tryAll();
    answersAgain = await tryAll();
  });

  test.each(Object.entries(BROKEN))('%s', (name, [, message, fix]) => {
    expect(answers[join(project, name)]).toEqual({ kind: 'UserError', message, fix, exitCode: 2 });
    expect(answersAgain[join(project, name)]).toEqual(answers[join(project, name)]);
    expect(existsSync(join(project, name, 'out'))).toBe(false);
  });
});

describe('the main.ts of the folder that a command runs in', () => {
  const main = (text: string) => writeFileSync(join(project, 'main.ts'), text);
  const files = () => readdirSync(join(project, 'dist')).sort();

  test('is what every command builds, with the files that it imports; what it prints is not the output of the command', async () => {
    writeFileSync(
      join(project, 'own.ts'),
      "import { ApiObject, Chart } from 'cdk8s';\nexport enum Ids { Own = 'own' }\nexport class Own extends Chart {\n" +
        "  map = new ApiObject(this, 'Map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'own' }, data: { '=': '0o17' } });\n}\n",
    );
    main(
      `${START}import { Ids, Own } from './own.ts';\nexport default defineCharts(async ({ app, platform }) => {\n  console.log('building');\n` +
        '  const { hub } = new HubwrightCharts(app, platform);\n  new Own(app, Ids.Own).addDependency(hub);\n  new Chart(app, platform.cluster.name);\n});\n',
    );
    const { exitCode, stdout, stderr } = await hubwright(project, 'synth');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toMatch(/^building$/m);
    // Quoted for every reader of YAML, which the writer of cdk8s does not do.
    expect(readFileSync(join(project, 'dist', 'own.k8s.yaml'), 'utf8')).toContain('data:\n  "=": "0o17"\n');
    // One chart depends on another, and still no file has a number.
    expect(files()).toEqual([
      'hubwright-base.k8s.yaml',
      'hubwright-credentials.k8s.yaml',
      'hubwright-gpu.k8s.yaml',
      'hubwright-hub.k8s.yaml',
      'hubwright-users.k8s.yaml',
      'hubwright.k8s.yaml',
      'own.k8s.yaml',
    ]);
  });

  test.each([
    ['throws', 'synth', body("throw new Error('no');"), 'main.ts:5:9: building the charts failed: no\n'],
    [
      'throws later',
      'doctor',
      body("setTimeout(() => { throw new Error('late'); });", 'return new Promise(() => {});'),
      'main.ts:5:28: building the charts failed: late\n',
    ],
    [
      'awaits what never comes',
      'synth',
      'await new Promise(() => {});\nexport default () => {};\n',
      'main.ts: loading it never finishes',
    ],
    ['exits', 'up --dry-run', body('process.exit(0);'), 'main.ts:5:11: process.exit() was called\n'],
    ['is not there', 'up', undefined, 'no main.ts in PROJECT\n  Create it:\n'],
  ])('one that %s changes nothing and leaves nothing behind (%s)', async (_, command, text, message) => {
    const state = () => ({
      dist: files().map((name) => readFileSync(join(project, 'dist', name), 'utf8')),
      own: readdirSync(join(project, '.hubwright')),
      temporary: readdirSync(join(project, 'tmp')),
    });
    const before = state();
    if (text === undefined) rmSync(join(project, 'main.ts'));
    else main(text);
    const { exitCode, stdout, stderr } = await hubwright(project, ...command.split(' '));
    expect(stderr).toContain(message.replace('PROJECT', project));
    expect(stderr).not.toMatch(/^ +at /m);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(state()).toEqual(before);
  });

  test('needs a package.json that says it is a module', async () => {
    writeFileSync(join(project, 'package.json'), '{}');
    main(readFileSync(join(root, 'main.ts'), 'utf8'));
    const { exitCode, stderr } = await hubwright(project, 'synth');
    cpSync(join(root, 'package.json'), join(project, 'package.json'));
    expect(stderr).toBe(
      'package.json: no "type": "module", so Node.js takes main.ts for CommonJS, which cannot import Hubwright\n' +
        '  Add `"type": "module"` to package.json.',
    );
    expect(exitCode).toBe(2);
  });

  test('is a program too, and the sample of this repository', async () => {
    const text = readFileSync(join(root, 'main.ts'), 'utf8');
    expect(text.replace(/^ *\/\/.*\n/m, '')).toBe(`${SAMPLE}\n`);
    expect(readFileSync(join(root, 'docs', 'extend.md'), 'utf8')).toContain(SAMPLE);
    main(text);
    const { exitCode, stdout, stderr } = await ended(project, ['--import', 'tsx', 'main.ts']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toContain('dist/: - hubwright.k8s.yaml, - own.k8s.yaml');
    main(body("throw new Error('no');"));
    expect(await ended(project, ['--import', 'tsx', 'main.ts'])).toMatchObject({ exitCode: 2 });
  });
});
