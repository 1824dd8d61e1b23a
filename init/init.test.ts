import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import manifest from '../package.json' with { type: 'json' };
import { loadPlatform } from '../settings/load.ts';
import { UsersFile } from '../settings/users-file.ts';
import { verifyPassword } from '../system/phc.ts';
import { type Answers, hostFrom, nameFrom } from './answers.ts';
import { askAll } from './ask.ts';
import { createProject } from './create-project.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'hubwright-test-'));
  folder = join(parent, 'lab');
});
afterEach(() => rmSync(parent, { recursive: true }));

const LOCAL: Answers = {
  name: 'lab',
  provider: 'local',
  servers: [],
  agents: [],
  sshUser: undefined,
  admins: ['ada'],
  users: ['grace'],
};
const SSH: Answers = {
  ...LOCAL,
  provider: 'ssh',
  servers: [{ name: 'lab-1', address: '10.0.0.11' }],
  agents: [{ name: 'lab-2', address: 'two.lab' }],
  sshUser: 'ubuntu',
};
const create = (
  answers: Answers,
  passwords = new Map([...answers.admins, ...answers.users].map((it) => [it, `${it}-pass`])),
) => createProject(folder, { answers, passwords, own: manifest, source: '1.2.3' });

describe('a new project', () => {
  test.each([LOCAL, SSH, { ...LOCAL, provider: 'multipass' }])(
    '%j has the settings that were asked for',
    async (answers) => {
      await create(answers);
      const { platform } = loadPlatform({ directory: folder });
      expect(platform.cluster).toMatchObject({ name: 'lab', provider: answers.provider });
      if (answers === SSH) {
        expect(platform.cluster).toMatchObject({
          servers: [{ name: 'lab-1', address: '10.0.0.11', user: 'ubuntu' }],
          agents: [{ name: 'lab-2', address: 'two.lab', user: 'ubuntu' }],
        });
        expect(readFileSync(join(folder, 'platform.yaml'), 'utf8')).toContain(
          '    - { name: lab-1, address: 10.0.0.11, user: ubuntu }\n',
        );
      }
      const { users } = UsersFile.read(join(folder, 'users.yaml'));
      expect(Object.entries(users).map(([name, { admin }]) => [name, admin])).toEqual([
        ['ada', true],
        ['grace', false],
      ]);
      expect(await verifyPassword('grace-pass', users.grace?.password ?? '')).toBe(true);
    },
  );

  test('is a repository of its own, with one dependency on this version', async () => {
    await create(LOCAL);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(
      expect.arrayContaining([
        '.github/workflows/review.yaml',
        '.gitignore',
        'image/data-science/Dockerfile',
        'main.ts',
      ]),
    );
    const { name, dependencies, engines } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect({ name, dependencies, engines }).toEqual({
      name: 'lab',
      dependencies: { hubwright: '1.2.3' },
      engines: manifest.engines,
    });
    expect(statSync(join(folder, 'users.yaml')).mode & 0o077).toBe(0);
    for (const file of ['platform.yaml', 'users.yaml']) {
      const [first = ''] = readFileSync(join(folder, file), 'utf8').split('\n');
      expect(first).toMatch(/\$schema=\.\/node_modules\/hubwright\/docs\/\w+\.schema\.json$/);
    }
  });

  test('answers for each package with a script for its installation, of which newer versions of npm warn', async () => {
    await create(LOCAL);
    const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
    const paths = Object.keys(lock.packages).filter((path) => lock.packages[path].hasInstallScript);
    const names = paths.map((path) => path.split('node_modules/').at(-1));
    // Compiles the tests of this repository alone.
    const expected = names.filter((name) => name !== '@swc/core').map((name) => [name, false]);
    const { allowScripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(Object.entries(allowScripts).sort()).toEqual(expected.sort());
  });

  test('goes into a repository that was just made', async () => {
    mkdirSync(join(folder, '.git'), { recursive: true });
    await create(LOCAL);
    expect(existsSync(join(folder, 'platform.yaml'))).toBe(true);
    expect(readdirSync(parent)).toEqual(['lab']);
  });
});

describe('nothing is written', () => {
  test('into a folder with something in it', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'notes.txt'), '');
    await expect(create(LOCAL)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('notes.txt') });
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });

  test.each<[string, Partial<Answers>]>([
    ['a name of a cluster', { name: 'No Name' }],
    ['a name of an administrator', { admins: ['..'] }],
    ['a name of a user', { users: ['a b'] }],
    ['a name of a host', { servers: [{ name: 'No_Name', address: '10.0.0.1' }] }],
    ['two hosts of one name', { agents: SSH.servers }],
    ['no server', { servers: [] }],
  ])('for %s that cannot be', async (_, changes) => {
    await expect(create({ ...SSH, ...changes })).rejects.toMatchObject({ exitCode: 2 });
    expect(readdirSync(parent)).toEqual([]);
  });
});

describe('a run that is killed', () => {
  /** Creates a project of three files in a process of its own, which is killed before a file is moved up. */
  const killedAt = (step: number) => {
    const code = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const { renameSync } = fs;
      let step = 0;
      fs.renameSync = (...paths) => (step++ === ${step} ? process.kill(process.pid, 'SIGKILL') : renameSync(...paths));
      syncBuiltinESMExports();
      const { makeFolder } = await import(${JSON.stringify(join(import.meta.dirname, 'create-project.ts'))});
      await makeFolder(${JSON.stringify(folder)}, async (it) => {
        for (const name of ['a', 'b', 'c']) fs.writeFileSync(it + '/' + name, '');
      });`;
    const { pid, signal } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code]);
    expect(signal).toBe('SIGKILL');
    return readdirSync(folder).find((it) => it.startsWith(`hubwright-${pid}-`)) ?? '';
  };

  test('before it moved anything leaves nothing in the way of the next', async () => {
    killedAt(0);
    expect(readdirSync(folder)).toHaveLength(1);
    await create(LOCAL);
    expect(readdirSync(folder).filter((it) => it.startsWith('hubwright-'))).toEqual([]);
  });

  test.each([
    [1, 'a'],
    [2, 'a, b'],
  ])('after it moved %d: the next says what to delete', async (step, moved) => {
    const staging = killedAt(step);
    const found = readdirSync(folder);
    await expect(create(LOCAL)).rejects.toMatchObject({
      exitCode: 2,
      message: `${folder} is half filled, by a run that was killed: ${moved}; nothing was written`,
      fix: `Delete these and ${staging}, and run the same command again.`,
    });
    expect(readdirSync(folder)).toEqual(found);
    for (const it of [staging, ...moved.split(', ')]) rmSync(join(folder, it), { recursive: true });
    await create(LOCAL);
  });

  test('is told from one that still runs', async () => {
    mkdirSync(join(folder, `hubwright-${process.ppid}-abcdef`), { recursive: true });
    await expect(create(LOCAL)).rejects.toThrow(
      `${folder}: process ${process.ppid} is creating a project there; nothing was written`,
    );
  });
});

test('what the options say is not asked', async () => {
  const asked: string[] = [];
  const person = {
    choose: async () => 'ssh' as const,
    ask: async (question: string, options: { validate?: (text: string) => true | string } = {}) => {
      asked.push(question);
      if (question.startsWith('Servers')) {
        expect(options.validate?.('')).toBe('at least one server is needed');
        expect(options.validate?.('a=')).toContain('"a=" is not a host');
      }
      return question.startsWith('Servers') ? 'lab-1=10.0.0.11' : '';
    },
  };
  const { servers, agents } = await askAll({ admins: ['ada'], users: [], sshUser: 'ubuntu' }, 'lab', person);
  expect(servers).toEqual(SSH.servers);
  expect(agents).toEqual([]);
  expect(asked.map((it) => it.split(',')[0])).toEqual(['Name of the cluster', 'Servers', 'Agents']);
});

test('hosts and names', () => {
  expect([hostFrom('a=10.0.0.1'), hostFrom(' b.lab ')]).toEqual([
    { name: 'a', address: '10.0.0.1' },
    { name: 'b.lab', address: 'b.lab' },
  ]);
  expect(['Our Lab', '2i2c', '---', 'a_b.c-'].map(nameFrom)).toEqual(['our-lab', 'i2c', 'lab', 'a-b-c']);
});
