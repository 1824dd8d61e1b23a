import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { paths } from '../../cluster/node-config.ts';
import { contextOn, fakeHost } from '../testing.ts';
import { importing, lastLog, watch } from './watch.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubwright-watch-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const SYSTEMCTL = 'cat "$file"';
/** Of lines with their moments, those since one: the oldest of them, unless it is asked for the newest first (systemd 252). */
const JOURNALCTL = `
since=$(expr "$*" : '.*--since=@\\([0-9]*\\)')
awk -v since="\${since:-0}" '$1 >= since { sub(/^[^ ]* /, ""); print }' "$file" |
case " $* " in *" --reverse "*) tac ;; *) cat ;; esac |
head -n "$(expr "$*" : '.*-n \\([0-9]*\\)')"`;
const A_DAY_AGO = Date.now() / 1000 - 86_400;

/**
 * A host whose unit is in this state and has logged this since it was started a day ago; the script runs there, in a folder of
 * the test.
 *
 * @param before what it has logged an hour ago
 */
function host(state: string, logged: readonly string[], before: readonly string[] = []) {
  const program = (name: string, text: string, output: string) => {
    writeFileSync(join(folder, `${name}.txt`), output);
    writeFileSync(join(folder, name), `#!/bin/sh\nfile=${join(folder, `${name}.txt`)}\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const at = (hours: number, lines: readonly string[]) => {
    const moment = Math.floor(Date.now() / 1000 - hours * 3600);
    return lines.map((it) => `${moment} ${it}\n`);
  };
  program('systemctl', SYSTEMCTL, `${state}\n`);
  program('journalctl', JOURNALCTL, [...at(1, before), ...at(0, logged)].join(''));
  const started = join(folder, 'started');
  writeFileSync(started, '');
  utimesSync(started, A_DAY_AGO, A_DAY_AGO);
  return fakeHost('a', {
    run: async ([command = '', ...args], { input } = {}) => {
      const given = args.map((it) => (it === paths.started ? started : it));
      const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
      const options = { input: String(input ?? ''), encoding: 'utf8', env } as const;
      return { exitCode: 0, stdout: execFileSync(command, given, options).trimEnd(), stderr: '' };
    },
  });
}

const line = (level: string, message: string) => `time="2026-11-30T20:37:04Z" level=${level} msg="${message}"`;
const MUCH = Array.from({ length: 5000 }, (_, i) => line('info', `${i}`));
const begun = (file: string) => line('info', `Importing images from ${join(folder, file)}`);
const ended = (file: string) => line('info', `Imported images from ${join(folder, file)} in 9m48.8s`);

test.each([
  ['nothing yet', 'activating', () => [], undefined],
  ['no archive any more', 'active', () => [begun('a.tar'), ended('a.tar')], undefined],
  ['one', 'active', () => [begun('a.tar'), line('info', 'Waiting')], { name: 'a.tar', bytes: 3 }],
  ['an agent, which starts after it', 'activating', () => [begun('a.tar')], { name: 'a.tar', bytes: 3 }],
  [
    'the next one',
    'active',
    () => [begun('a.tar'), ended('a.tar'), begun('b.tar.zst')],
    { name: 'b.tar.zst', bytes: 5 },
  ],
  ['one that is gone', 'active', () => [begun('c.tar')], { name: 'c.tar', bytes: 0 }],
  [
    'none by now, of a k3s that has said a lot since',
    'active',
    () => [begun('a.tar'), ...MUCH, ended('a.tar')],
    undefined,
  ],
  ['one when k3s ended', 'failed', () => [begun('a.tar')], undefined],
])('what k3s imports: %s', async (_, state, log, archive) => {
  writeFileSync(join(folder, 'a.tar'), 'abc');
  writeFileSync(join(folder, 'b.tar.zst'), 'abcde');
  const failure = line('error', 'no');
  const context = contextOn(host(state, [...log(), failure]));
  expect(await watch(context, 'k3s')).toEqual({ state, archive, lines: [failure] });
});

test('what it imports for long counts, and what ended it an hour ago does not any more', async () => {
  writeFileSync(join(folder, 'a.tar'), 'abc');
  const before = [line('fatal', 'a disk that was full'), begun('a.tar')];
  const now = line('error', 'starting');
  expect(await watch(contextOn(host('activating', [now], before)), 'k3s')).toEqual({
    ...{ state: 'activating', archive: { name: 'a.tar', bytes: 3 }, lines: [now] },
  });
});

test('what waits for an import has the time of the import', () => {
  const found = { state: 'active', lines: [], archive: { name: 'a.tar', bytes: 6_000_000_000 } };
  const meanwhile = 'k3s on a imports a.tar';
  expect(importing(found, 'a', 'a to join')).toEqual({ missing: 'a to join', meanwhile, limit: 52 * 60_000 });
  expect(importing({ ...found, archive: undefined }, 'a', 'a to join')).toBe('a to join');
});

test('a unit that does not start is reported with its failures, or the end of its log', async () => {
  const [error, fatal] = [line('error', 'no'), line('fatal', 'never')];
  expect(await lastLog(contextOn(host('activating', [fatal, 'k3s', error])), 'k3s')).toBe(`${error}\n${fatal}`);
  expect(await lastLog(contextOn(host('activating', ['Starting k3s', 'Waiting'])), 'k3s')).toBe(
    'Starting k3s\nWaiting',
  );
});
