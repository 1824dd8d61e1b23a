import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { testPort } from '../testbed/test-port.ts';
import { until } from '../testbed/until.ts';
import { claim, release } from './claim.ts';
import { PreviewFolder } from './preview-folder.ts';
import { MARK, processesOf, startOf } from './processes.ts';

let state: PreviewFolder;
beforeEach(() => {
  state = new PreviewFolder(join(mkdtempSync(join(tmpdir(), 'claim-')), 'state'));
});
afterEach(() => rmSync(join(state.folder, '..'), { recursive: true }));

const claimFolder = async () => await claim(state, { port: await testPort(), reset: false });
/** This test's own parent, which runs and is no preview. */
const other = process.ppid;

test('a folder is claimed once, given back, and claimed again', async () => {
  expect(await claimFolder()).toBe(0);
  expect(JSON.parse(state.read('preview.json') ?? '')).toMatchObject({ pid: process.pid });
  release(state);
  expect(state.read('preview.json')).toBeUndefined();
  expect(await claimFolder()).toBe(0);
});

test('what an earlier preview left is ended, and nothing else', async () => {
  const sleep = (folder: string) => spawn('sleep', ['600'], { env: { ...process.env, [MARK]: folder } });
  const [left, others] = [sleep(state.folder), sleep(`${state.folder}-of-another`)];
  try {
    const ended = new Promise((done) => left.once('exit', (_, signal) => done(signal)));
    await until(async () => (await processesOf(state.folder)).length === 1);
    expect(await claimFolder()).toBe(1);
    expect(await ended).toBe('SIGTERM');
    expect(await startOf(others.pid ?? 0)).toBeDefined();
  } finally {
    others.kill();
  }
});

test('a preview that is already running is reported, with how to stop it', async () => {
  state.prepare(false);
  state.write('preview.json', JSON.stringify({ pid: other, started: await startOf(other) }));
  await expect(claimFolder()).rejects.toMatchObject({
    message: `a preview of this folder is already running, as process ${other}`,
    fix: `Stop it with Ctrl-C where it runs, or with \`kill ${other}\``,
  });
});

test.each([
  ['an id that another program has by now', JSON.stringify({ pid: other, started: 'another time' })],
  ['an id without its start', JSON.stringify({ pid: other })],
  ['an id of no process', JSON.stringify({ pid: 0, started: '1' })],
  ['a whole group of processes', JSON.stringify({ pid: -1, started: '1' })],
  ['nothing', ''],
  ['half of it', '{"pid": 1'],
  ['something else', '[null]'],
  ['no object', 'null'],
])('a state file with %s claims nothing, and that process lives on', async (_, text) => {
  state.prepare(false);
  state.write('preview.json', text);
  expect(await claimFolder()).toBe(0);
  expect(await startOf(other)).toBeDefined();
});
