import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UserError } from '../system/user-error.ts';
import { readImageContext } from './image-context.ts';

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'image-context-'));
  folder = join(parent, 'data-science');
  put('Dockerfile', 'FROM scratch\n');
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array): void {
  const whole = join(folder, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, content);
}

const paths = () =>
  readImageContext(folder)
    .map(({ path }) => path)
    .sort();

function refusal(): UserError {
  try {
    readImageContext(folder);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('expected a UserError');
}

describe('which files count', () => {
  it('takes all of them, in folders too, and no empty folder', () => {
    put('a/b/c.txt', '');
    mkdirSync(join(folder, 'empty'));
    expect(paths()).toEqual(['Dockerfile', 'a/b/c.txt']);
  });

  it('leaves out what .dockerignore names, with its own rules for ** and !, and the Dockerfile never', () => {
    for (const path of ['keep.txt', 'data/a.csv', 'data/keep.csv', 'x/__pycache__/m.pyc', 'notes.md', 'sub/notes.md']) {
      put(path, '');
    }
    put('.dockerignore', '# comment\n*\n!keep.txt\n!data\ndata/*\n!data/keep.csv\n');
    expect(paths()).toEqual(['Dockerfile', 'data/keep.csv', 'keep.txt']);
    put('.dockerignore', '**/__pycache__\r\n/notes.md\r\nDATA\r\n');
    expect(paths()).toEqual(['Dockerfile', 'data/a.csv', 'data/keep.csv', 'keep.txt', 'sub/notes.md']);
  });

  it('does not even look into an ignored folder, so that a link in it does no harm', () => {
    mkdirSync(join(folder, '.venv'));
    symlinkSync('/', join(folder, '.venv/root'));
    put('.dockerignore', '.venv\n');
    expect(paths()).toEqual(['Dockerfile']);
  });
});

describe('what of a file counts', () => {
  it('is its text with LF line ends', () => {
    put('a.txt', 'one\r\ntwo\rthree\n');
    expect(Buffer.from(content('a.txt')).toString()).toBe('one\ntwo\rthree\n');
  });

  it('is every byte of a file that is no text', () => {
    const bytes = Buffer.from([0xff, 0x00, 0x0d, 0x0a, 0x80]);
    put('a.bin', bytes);
    expect(Buffer.from(content('a.bin'))).toEqual(bytes);
  });

  it('is the executable bit of its owner, and no other', () => {
    put('a.sh', '');
    const executable = (mode: number) => {
      chmodSync(join(folder, 'a.sh'), mode);
      return readImageContext(folder).find(({ path }) => path === 'a.sh')?.executable;
    };
    expect([0o755, 0o700, 0o644, 0o600, 0o655].map(executable)).toEqual([true, true, false, false, false]);
  });

  function content(name: string): Uint8Array {
    return readImageContext(folder).find(({ path }) => path === name)?.content ?? Buffer.from('missing');
  }
});

describe('refuses', () => {
  it('a folder that does not exist', () => {
    rmSync(folder, { recursive: true });
    expect(refusal()).toMatchObject({ message: `${folder}: no such image folder`, exitCode: 2 });
    expect(refusal().fix).toMatch(/^an image is a folder with a Dockerfile/);
    mkdirSync(join(parent, 'datascience'));
    expect(refusal().fix).toBe('did you mean "datascience"?');
    folder = join(parent, 'no', 'data-science');
    expect(refusal().message).toBe(`${folder}: no such image folder`);
  });

  it('a file in place of the folder', () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    expect(refusal().message).toBe(`${folder}: no such image folder`);
  });

  it('a folder without a Dockerfile', () => {
    rmSync(join(folder, 'Dockerfile'));
    expect(refusal()).toMatchObject({
      message: `${folder}: no Dockerfile`,
      fix: expect.stringContaining('docs/images.md'),
    });
  });

  it('a folder whose name cannot be an image’s', () => {
    folder = join(parent, 'Data Science');
    put('Dockerfile', '');
    expect(refusal().message).toContain('Data Science: the folder');
  });

  it.each(['.containerignore', 'Dockerfile.dockerignore'])('%s, which only some builders read', (name) => {
    put(name, '*');
    expect(refusal()).toMatchObject({ message: expect.stringContaining(name), fix: 'Rename it to .dockerignore.' });
  });

  it('a symbolic link', () => {
    symlinkSync('../../etc/passwd', join(folder, 'users'));
    expect(refusal()).toMatchObject({
      message: `${folder}/users: a symbolic link`,
      fix: expect.stringContaining('.dockerignore'),
    });
  });

  it('a pipe, on which a read would wait for ever', () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(refusal().message).toBe(`${folder}/pipe: not a regular file`);
  });

  it('a file that cannot be read', () => {
    put('secret.txt', 'x');
    chmodSync(join(folder, 'secret.txt'), 0o000);
    chmodSync(parent, 0o755);
    asNobody(() => {
      expect(refusal()).toMatchObject({
        message: `${folder}/secret.txt: cannot be read (EACCES)`,
        fix: expect.stringContaining('Make it readable for your user'),
      });
    });
  });

  it('more than 100 MiB, and names the biggest files', () => {
    put('data/big.parquet', '');
    truncateSync(join(folder, 'data/big.parquet'), 101 * 1024 * 1024);
    expect(refusal()).toMatchObject({
      message: expect.stringMatching(/102 MiB is too much .* data\/big.parquet \(101 MiB\), Dockerfile \(1 MiB\)/),
      fix: expect.stringContaining('.dockerignore'),
    });
    put('.dockerignore', 'data\n');
    expect(paths()).toEqual(['Dockerfile']);
  });
});

/** Root may read everything: be somebody else for a moment. */
function asNobody(check: () => void): void {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65534);
  try {
    check();
  } finally {
    if (root) process.seteuid?.(0);
  }
}
