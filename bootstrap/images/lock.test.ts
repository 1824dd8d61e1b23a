import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CommandError, type Run } from '../../system/exec.ts';
import { lockRequirements } from './lock.ts';

const BASE = 'ARG BASE=quay.io/jupyter/minimal-notebook:2026-08-10\nFROM $BASE\n';
const { signal } = new AbortController();

let folder: string;
let asked: { args: readonly string[]; input: unknown; cwd: string | undefined }[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  asked = [];
  image({ 'requirements.in': '# ours\npandas>=3\n\npolars  # fast\n', Dockerfile: BASE });
});
afterEach(() => rmSync(folder, { recursive: true }));

function image(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

/** A uv that pins these, or fails. */
function uv(pins: string, failure?: CommandError): Run {
  return async (command, args, { input, cwd }) => {
    expect(command).toBe('uv');
    asked.push({ args, input, cwd });
    if (failure !== undefined) throw failure;
    writeFileSync(args[args.indexOf('--output-file') + 1] ?? '', pins);
    return { exitCode: 0, stdout: '', stderr: '' };
  };
}

const lock = (pins: string, { isUpgrade = false, failure }: { isUpgrade?: boolean; failure?: CommandError } = {}) =>
  lockRequirements(folder, { run: uv(pins, failure), signal, isUpgrade });
const written = () => readFileSync(join(folder, 'requirements.txt'), 'utf8');

describe('image lock', () => {
  test('writes what was asked for, and what it became', async () => {
    const { summary, note } = await lock('pandas==3.0.1 \\\n    --hash=sha256:00\npolars==1.35.0 \\\n');
    expect([summary, note]).toEqual(['2 packages, pandas 3.0.1 added, polars 1.35.0 added', undefined]);
    expect(written()).toBe(
      '# from: pandas>=3\n# from: polars  # fast\npandas==3.0.1 \\\n    --hash=sha256:00\npolars==1.35.0 \\\n',
    );
  });

  test('says what a new lock changes, and does not write one that is the same', async () => {
    await lock('pandas==3.0.1\npolars==1.35.0\n');
    const { mtimeMs, ino } = statSync(join(folder, 'requirements.txt'));
    expect((await lock('pandas==3.0.1\npolars==1.35.0\n')).summary).toBe('2 packages, unchanged');
    expect(statSync(join(folder, 'requirements.txt'))).toMatchObject({ mtimeMs, ino });
    expect((await lock('numpy==2.4\npandas==3.0.2\n', { isUpgrade: true })).summary).toBe(
      '2 packages, numpy 2.4 added, pandas 3.0.1 to 3.0.2, polars removed',
    );
    expect(asked.at(-1)?.args).toContain('--upgrade');
    expect(asked.slice(0, -1).flatMap((it) => it.args)).not.toContain('--upgrade');
  });

  test.each([
    ['quay.io/jupyter/minimal-notebook:2026-08-10', '2026-08-10'],
    ['registry.example.com:5000/lab/cuda:cuda12-2026-08-10', '2026-08-10'],
  ])('holds what the base %s brings at the day in its tag', async (base, day) => {
    image({ Dockerfile: `ARG BASE=${base}\nFROM $BASE\n` });
    await lock('pandas==3.0.1\n');
    const [held, own] = asked;
    expect(held).toMatchObject({ cwd: folder, input: expect.stringContaining('jupyterlab\n') });
    expect(held?.args).toEqual(expect.arrayContaining(['--exclude-newer', day]));
    expect(own?.args).toEqual(expect.arrayContaining(['--generate-hashes', '--constraints', 'requirements.in']));
  });

  test.each(['quay.io/jupyter/minimal-notebook:latest', 'registry.example.com/2026-08-10/base:3', ''])(
    'says that nothing is held where the tag of %s has no day',
    async (base) => {
      image({ Dockerfile: `ARG BASE=${base}\nFROM $BASE\n` });
      const { note } = await lock('pandas==3.0.1\n');
      expect(note).toContain(`${folder}/Dockerfile: the tag of ARG BASE has no date`);
      expect(asked.map((it) => it.args.includes('--constraints'))).toEqual([false]);
    },
  );

  test('pins exactly what is named where the Dockerfile takes nothing else', async () => {
    image({ Dockerfile: `${BASE}RUN pip install --no-deps --require-hashes -r requirements.txt\n` });
    expect((await lock('pandas==3.0.1\n')).note).toBeUndefined();
    expect(asked.map((it) => [it.args.includes('--no-deps'), it.args.includes('--constraints')])).toEqual([
      [true, false],
    ]);
  });

  const failed = (reason: CommandError['reason'], stderr = '') => new CommandError('uv', reason, 1, '', stderr);

  test.each([
    [failed('missing'), 'uv is missing', 'pip install uv'],
    [failed('exit', 'Because pandas<3 … we can conclude'), 'uv finds no versions for it\n  Because', 'requirements.in'],
    [failed('exit', 'error: Failed to fetch: `https://pypi.org/`'), 'finds no versions', 'UV_DEFAULT_INDEX'],
    [failed('aborted'), 'was not locked: uv: was interrupted', 'Run it again.'],
  ])('leaves the lock as it was when it fails: %s', async (failure, message, fix) => {
    image({ 'requirements.txt': 'as it was' });
    const error = await lock('', { failure }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(message),
      fix: expect.stringContaining(fix),
    });
    expect(written()).toBe('as it was');
  });

  test('a folder without requirements.in', async () => {
    rmSync(join(folder, 'requirements.in'));
    await expect(lock('')).rejects.toThrow(`${folder}/requirements.in: missing`);
    expect(asked).toEqual([]);
  });
});
