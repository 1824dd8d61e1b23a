import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ImageSource, readImage } from './image.ts';

const OURS = new URL('../image/data-science', import.meta.url).pathname;

let scratch: string;
let folder: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'image-'));
  folder = join(scratch, 'data-science');
  cpSync(OURS, folder, { recursive: true });
});

afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const digest = (change: Partial<ImageSource> = {}) => readImage({ folder, ...change }).digest;

describe('the tag', () => {
  it('is part of the reference, under the name of the folder', () => {
    const image = readImage({ folder });
    expect(image.digest).toMatch(/^[0-9a-f]{16}$/);
    expect(image.reference).toBe(`registry.hubwright.internal/data-science:${image.digest}`);
  });

  it('is the same from another checkout, with other times, another umask and Windows line ends', () => {
    execFileSync('sh', ['-c', 'umask 077; mkdir other && cp -r data-science other/data-science'], { cwd: scratch });
    const other = join(scratch, 'other/data-science');
    for (const name of ['Dockerfile', 'requirements.txt', 'smoke-test.py', '.dockerignore']) {
      execFileSync('sed', ['-i', 's/$/\\r/', join(other, name)]);
      utimesSync(join(other, name), 1, 1);
    }
    expect(readImage({ folder: other }).digest).toBe(digest());
    expect(readImage({ folder: `${other}/` }).reference).toBe(readImage({ folder }).reference);
  });

  it('is the same whether the base is written out or left to the Dockerfile', () => {
    const { base } = readImage({ folder });
    expect(base).toMatch(/^quay\.io\/jupyter\/minimal-notebook:\d{4}-\d\d-\d\d$/);
    expect(digest({ base })).toBe(digest());
  });

  const changes: Record<string, () => Partial<ImageSource> | undefined> = {
    'a byte': () => void appendFileSync(join(folder, 'requirements.txt'), '\n'),
    'an executable bit': () => void chmodSync(join(folder, 'smoke-test.py'), 0o755),
    'a file added': () => void writeFileSync(join(folder, '.dockerignore'), ''),
    'the base in the Dockerfile': () => void replaceFirst('2026-08-10', '2026-08-17'),
    'the base in the settings': () => ({ base: 'mirror.example.com/minimal-notebook:2026-08-10' }),
    'an argument': () => ({ args: { EDITOR: 'vim' } }),
  };

  it.each(Object.keys(changes))('changes with %s', (name) => {
    replaceFirst('LABEL', 'ARG EDITOR=nano\nLABEL');
    const before = digest();
    expect(digest(changes[name]?.())).not.toBe(before);
  });

  it('does not change with a file that .dockerignore leaves out', () => {
    const before = digest();
    writeFileSync(join(folder, 'notes.md'), 'x');
    appendFileSync(join(folder, '.dockerignore'), '# a comment\n');
    expect(digest()).toBe(before);
  });

  function replaceFirst(from: string, to: string): void {
    const path = join(folder, 'Dockerfile');
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  }
});

describe('refuses', () => {
  it('an argument that the Dockerfile does not declare', () => {
    appendFileSync(join(folder, 'Dockerfile'), '\nARG EDITOR=nano\n');
    expect(() => readImage({ folder, args: { EDITR: 'vim' } })).toThrow(
      expect.objectContaining({
        message: `${folder}/Dockerfile: no ARG for the build argument EDITR`,
        fix: 'It declares EDITOR. Did you mean EDITOR? Otherwise add a line such as `ARG EDITR`.',
      }),
    );
  });

  it('the base among the arguments', () => {
    expect(() => readImage({ folder, args: { BASE: 'x' } })).toThrow('the build argument BASE is the base image');
  });

  it('a base for a Dockerfile that takes none', () => {
    writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
    expect(readImage({ folder }).base).toBeUndefined();
    expect(() => readImage({ folder, base: 'x' })).toThrow('this Dockerfile has no ARG BASE');
  });
});
