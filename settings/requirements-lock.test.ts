import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { checkLock, lockDifference } from './requirements-lock.ts';

const OURS = new URL('../image/data-science', import.meta.url).pathname;

let scratch: string;
let folder: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'lock-'));
  folder = join(scratch, 'data-science');
  cpSync(OURS, folder, { recursive: true });
});

afterEach(() => rmSync(scratch, { recursive: true, force: true }));

it('accepts the lock of this repository', () => {
  expect(() => checkLock(folder)).not.toThrow();
});

it('refuses a lock without the package that requirements.in now asks for', () => {
  appendFileSync(join(folder, 'requirements.in'), 'polars\n');
  expect(() => checkLock(folder)).toThrow(
    expect.objectContaining({
      message: `${folder}/requirements.txt: older than requirements.in, which has changed since:\n  + polars`,
      fix: `Run \`npx hubwright image lock ${relative('.', folder)}\` and commit what it writes.`,
    }),
  );
});

it('refuses a folder whose lock was never made, and leaves one without requirements alone', () => {
  rmSync(join(folder, 'requirements.txt'));
  expect(() => checkLock(folder)).toThrow('requirements.txt: missing');
  rmSync(join(folder, 'requirements.in'));
  expect(() => checkLock(folder)).not.toThrow();
});

it('sees a changed version and a removed package', () => {
  const lock = '# from: pandas>=2\n# from: dvc\npandas==2.1 \\\n    --hash=sha256:00\n';
  expect(lockDifference('pandas>=3\n', lock)).toEqual({ added: ['pandas>=3'], removed: ['pandas>=2', 'dvc'] });
});

it('does not mind comments, order, blanks and line ends', () => {
  const lock = '# from: pandas>=2  # for tables\n# from: dvc[s3]\n';
  expect(lockDifference('# ours\r\n\r\ndvc[s3]  \r\npandas>=2 # tables\r\n', lock)).toEqual({ added: [], removed: [] });
});

it('keeps a # that is part of an address', () => {
  expect(lockDifference('x @ git+https://host/x#egg=x\n', '# from: x @ git+https://host/x\n').added).toEqual([
    'x @ git+https://host/x#egg=x',
  ]);
});
