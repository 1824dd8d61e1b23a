import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { clusterFolder, writeHosts } from '../cluster/cluster-folder.ts';
import { HUBWRIGHT } from '../testbed/program.ts';
import { testProject } from '../testbed/test-project.ts';

/** Every command that has `--json`, and the folders in which it is tried. */
const COMMANDS: Readonly<Record<string, readonly Place[]>> = {
  status: ['empty', 'broken', 'no cluster', 'no answer'],
  'home list': ['empty', 'broken', 'no cluster', 'no answer'],
  usage: ['no cluster'],
  'backup list': ['empty', 'broken', 'no cluster', 'no answer'],
  history: ['empty', 'broken', 'no cluster', 'no answer'],
  doctor: ['broken', 'no cluster', 'no answer'],
  // Of platform.yaml it reads no more than where the users are.
  'user list': ['empty', 'no cluster'],
  // Where its settings are right it starts a hub.
  preview: ['empty'],
};
/** Where there is no answer but what went wrong. */
const FAILURES = [
  'status, no cluster',
  'history, no cluster',
  'history, no answer',
  'home list, no cluster',
  'home list, no answer',
  'usage, no cluster',
  'backup list, no cluster',
  'backup list, no answer',
];
type Place = 'empty' | 'broken' | 'no cluster' | 'no answer';

const folders = {} as Record<Place, string>;

beforeAll(() => {
  folders.empty = mkdtempSync(join(tmpdir(), 'hubwright-json-'));
  folders.broken = testProject();
  writeFileSync(join(folders.broken, 'platform.yaml'), 'nonsense: 1\n');
  folders['no cluster'] = testProject();
  // What a project prints itself is no answer.
  appendFileSync(join(folders['no cluster'], 'main.ts'), "\nconsole.log('Here I am');\n");
  folders['no answer'] = testProject();
  const settings = readFileSync(join(folders['no answer'], 'platform.yaml'), 'utf8');
  // A port on which nobody listens.
  const host = '{ name: test-1, address: 127.0.0.1, user: nobody, port: 1 }';
  const cluster = `cluster:\n  name: test\n  provider: ssh\n  servers: [${host}]\n`;
  writeFileSync(
    join(folders['no answer'], 'platform.yaml'),
    settings.replace(/^cluster:\n(?: .*\n|\n(?= ))*/m, cluster),
  );
  const backup = 'backup:\n  repository: /mnt/backup\n  password: { env: BACKUP_PASSWORD }\n';
  for (const place of ['no cluster', 'no answer'] as const)
    appendFileSync(join(folders[place], 'platform.yaml'), backup);
  mkdirSync(join(folders['no answer'], 'dist'));
  writeHosts(clusterFolder(folders['no answer'], 'test'), [{ name: 'test-1', role: 'server', provider: 'ssh' }]);
});
afterAll(() => {
  for (const folder of Object.values(folders)) rmSync(folder, { recursive: true });
});

function hubwright(...args: string[]) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const command = [HUBWRIGHT, ...args];
    const child = execFile(process.execPath, command, { env: { ...env, BACKUP_PASSWORD: 'a' } }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

test.each(Object.entries(COMMANDS).flatMap(([name, places]) => places.map((place) => [name, place] as const)))(
  '%s --json prints JSON and nothing else: %s',
  async (name, place) => {
    const { code, stdout, stderr } = await hubwright('-C', folders[place], ...name.split(' '), '--json');
    const answer = JSON.parse(stdout);
    if (place === 'empty') {
      expect({ code, answer }).toEqual({
        code: 2,
        answer: { error: 'platform.yaml: there is no such file', fix: expect.stringContaining('--directory') },
      });
    } else if (place === 'broken') {
      expect(code).toBe(2);
      expect(answer.error).toMatch(/platform\.yaml:1:1: nonsense: /);
      const place = { file: expect.stringMatching(/platform\.yaml$/), line: 1, column: 1, path: ['nonsense'] };
      expect(answer.problems).toContainEqual(expect.objectContaining(place));
    } else {
      expect(code).toBe(name === 'user list' ? 0 : 1);
      expect(answer.error === undefined).toBe(!FAILURES.includes(`${name}, ${place}`));
    }
    // A person in front of a script sees it too.
    if (answer.error !== undefined) expect(stderr).toContain(answer.error);
  },
);

test('wrong usage is JSON too', async () => {
  const { code, stdout } = await hubwright('status', '--json', '-C', '/nowhere');
  expect({ code, answer: JSON.parse(stdout) }).toEqual({
    code: 2,
    answer: { error: expect.stringMatching(/^error: /) },
  });
});

test('a main.ts that never ends is reported as JSON', async () => {
  const folder = testProject();
  writeFileSync(join(folder, 'main.ts'), 'await new Promise(() => {});\nexport default () => {};\n');
  const { code, stdout } = await hubwright('-C', folder, 'doctor', '--json');
  rmSync(folder, { recursive: true });
  const error = 'main.ts: loading it never finishes: it awaits a promise that never settles';
  expect({ code, answer: JSON.parse(stdout) }).toEqual({ code: 2, answer: { error, fix: expect.any(String) } });
});

test('no command with --json is missing here', () => {
  const files = readdirSync(import.meta.dirname).filter((it) => it.endsWith('-command.ts'));
  const having = files.filter((it) => readFileSync(join(import.meta.dirname, it), 'utf8').includes("'--json'"));
  expect(having.map((it) => it.replace('-command.ts', '')).sort()).toEqual(
    [...new Set(Object.keys(COMMANDS).map((it) => it.split(' ')[0]))].sort(),
  );
});
