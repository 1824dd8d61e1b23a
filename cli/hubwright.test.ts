import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const COMMAND = join(import.meta.dirname, 'hubwright.js');
const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubwright-'));
  writeFileSync(join(folder, 'users.yaml'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function node(...args: string[]): Promise<Ended> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd: folder, env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

const hubwright = (words: string) => node(COMMAND, ...words.split(' ').filter((it) => it !== ''));

describe('help', () => {
  test.each([
    ['help', 'Usage: hubwright [options] [command]'],
    ['help up', 'Usage: hubwright up [options]'],
    ['help user add', 'Usage: hubwright user add [options] [name]'],
    ['user add --help', 'Usage: hubwright user add [options] [name]'],
    ['-C . user --help', 'Usage: hubwright user [options] [command]'],
  ])('%s', async (words, usage) => {
    const { code, stdout, stderr } = await hubwright(words);
    expect({ code, usage: stdout.split('\n')[0], stderr }).toEqual({ code: 0, usage, stderr: '' });
    expect(stdout).toContain('-C, --directory <folder>');
  });

  test.each([
    ['help statu', "error: unknown command 'statu'\n(Did you mean status?)\nSee `hubwright --help`.\n"],
    ['help nonsense', "error: unknown command 'nonsense'\nSee `hubwright --help`.\n"],
    ['help user ad', "error: unknown command 'ad'\n(Did you mean add?)\nSee `hubwright user --help`.\n"],
    ['help up now', "error: 'up' has no subcommands\nSee `hubwright up --help`.\n"],
    ['up --dry-rn', "error: unknown option '--dry-rn'\n(Did you mean --dry-run?)\nSee `hubwright up --help`.\n"],
  ])('%s', async (words, stderr) => {
    expect(await hubwright(words)).toEqual({ code: 2, stdout: '', stderr });
  });
});

describe('--directory', () => {
  test.each(['-C inner user list', 'user -C inner list', 'user list --directory=inner', '-C . user list -C inner'])(
    '%s',
    async (words) => {
      expect(await hubwright(words.replace('inner', folder))).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('platform.yaml: there is no such file'),
      });
    },
  );

  test.each([
    ['-C missing status', 'missing: no such folder'],
    ['status -C users.yaml', 'users.yaml: not a folder'],
  ])('%s', async (words, why) => {
    const { code, stdout, stderr } = await hubwright(words);
    expect({ code, stdout, first: stderr.split('\n')[0] }).toEqual({
      code: 2,
      stdout: '',
      first: `error: --directory ${why}`,
    });
  });
});

describe('a project', () => {
  /** A folder whose node_modules has a Hubwright that says what it was started with. */
  function projectWith(version: string): void {
    const own = join(folder, 'project/node_modules/hubwright');
    mkdirSync(join(own, 'cli'), { recursive: true });
    mkdirSync(join(folder, 'project/inner'), { recursive: true });
    writeFileSync(join(own, 'package.json'), JSON.stringify({ name: 'hubwright', version, type: 'module' }));
    writeFileSync(join(own, 'cli/hubwright.js'), 'console.log("its own:", ...process.argv.slice(2));');
  }

  test.each([
    '-C project status',
    'status -Cproject',
    'status --directory=project/inner',
    '-C project -C inner status',
  ])('is run by its own version: %s', async (words) => {
    projectWith('0.0.9');
    expect(await hubwright(words)).toEqual({
      code: 0,
      stdout: `its own: ${words}\n`,
      stderr: `note: Hubwright 0.0.9 of this project runs, not ${manifest.version}\n`,
    });
    projectWith(manifest.version);
    expect(await hubwright(words)).toMatchObject({ stdout: `its own: ${words}\n`, stderr: '' });
  });

  test('whose own version is not installed is run by another, which says so', async () => {
    mkdirSync(join(folder, 'bare'));
    writeFileSync(join(folder, 'bare/package.json'), JSON.stringify({ dependencies: { hubwright: '0.0.9' } }));
    expect(await hubwright('-C bare --version')).toEqual({
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: `warning: package.json has Hubwright 0.0.9, which is not installed, so ${manifest.version} runs: \`npm install\` first\n`,
    });
  });
});

describe('the start', () => {
  test('is light: --version and --help need the plain JavaScript and commander alone', async () => {
    const light = join(folder, 'light');
    for (const file of [
      'package.json',
      ...['hubwright', 'load', 'start', 'program', 'commands'].map((it) => `cli/${it}.js`),
    ]) {
      cpSync(join(import.meta.dirname, '..', file), join(light, file));
    }
    mkdirSync(join(light, 'node_modules'));
    symlinkSync(join(import.meta.dirname, '../node_modules/commander'), join(light, 'node_modules/commander'));
    const command = join(light, 'cli/hubwright.js');
    expect(await node(command, '--version')).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
    expect((await node(command, '--help')).stdout).toMatch(/^Usage: .* {2}accept {2,}Test any running hub/s);
  });

  test.each([
    ['18.20.8', false],
    ['20.18.0', true],
    ['22.8.0', false],
    ['24.0.0', true],
  ])('on Node.js %s: %p', async (version, isEnough) => {
    const code = `
      Object.defineProperty(process.versions, 'node', { value: '${version}' });
      process.argv = ['node', 'hubwright', '--version'];
      import(${JSON.stringify(pathToFileURL(COMMAND))});`;
    const refused =
      `Hubwright needs Node.js 20.18, 22.9 or newer; this is ${version}. ` +
      'Get it from https://nodejs.org/en/download, or with nvm: `nvm install 22`.\n';
    expect(await node('--eval', code)).toEqual(
      isEnough ? { code: 0, stdout: `${manifest.version}\n`, stderr: '' } : { code: 2, stdout: '', stderr: refused },
    );
    // npm says the same.
    expect(manifest.engines.node).toBe('^20.18.0 || >=22.9.0');
  });
});
