import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { readManifests } from '../bootstrap/dist.ts';
import { publish } from './publish.ts';

let project: string;
let dist: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'hubwright-publish-'));
  dist = join(project, 'dist');
});

type Files = Record<string, string>;

function write(folder: string, files: Files): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** Publishes what a synth has made. */
const synth = (files: Files) => publish(write(mkdtempSync(join(tmpdir(), 'hubwright-publish-')), files), dist);
const contents = (folder = dist): Files =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
const mode = (path: string) => statSync(path).mode & 0o777;

describe('publishing manifests', () => {
  test('makes the folder what was built, and says what changed', () => {
    synth({ 'a.k8s.yaml': 'same', 'b.k8s.yaml': 'old', 'gone.k8s.yaml': 'x' });
    writeFileSync(join(dist, 'notes.txt'), 'mine');
    const { changes, notes } = synth({ 'a.k8s.yaml': 'same', 'b.k8s.yaml': 'new', 'c.k8s.yaml': 'more' });
    expect(changes).toEqual(['~ b.k8s.yaml', '+ c.k8s.yaml', '- gone.k8s.yaml']);
    expect(notes).toEqual([]);
    expect(contents()).toEqual({
      'a.k8s.yaml': 'same',
      'b.k8s.yaml': 'new',
      'c.k8s.yaml': 'more',
      'notes.txt': 'mine',
    });
  });

  test('leaves what is the same alone, and everything to its owner', () => {
    write(dist, { 'a.k8s.yaml': 'same' });
    chmodSync(join(dist, 'a.k8s.yaml'), 0o644);
    utimesSync(join(dist, 'a.k8s.yaml'), 1000, 1000);
    expect(synth({ 'a.k8s.yaml': 'same', 'b.k8s.yaml': 'new' }).changes).toEqual(['+ b.k8s.yaml']);
    expect(statSync(join(dist, 'a.k8s.yaml')).mtimeMs).toBe(1_000_000);
    expect([dist, ...['a.k8s.yaml', 'b.k8s.yaml'].map((it) => join(dist, it))].map(mode)).toEqual([
      0o700, 0o600, 0o600,
    ]);
  });

  test('ends right when an earlier run was killed', () => {
    synth({ 'a.k8s.yaml': 'old' });
    writeFileSync(join(dist, 'a.k8s.yaml.123'), 'ha');
    writeFileSync(join(project, '.hubwright', '.dist.lock'), `${spawnSync('true').pid}\na.k8s.yaml.123\n`);
    synth({ 'a.k8s.yaml': 'whole' });
    expect(contents()).toEqual({ 'a.k8s.yaml': 'whole' });
    expect(readdirSync(join(project, '.hubwright'))).toEqual(['dist.json']);
  });
});

describe('what is not ours', () => {
  test('stays, is reported, and is not applied', () => {
    write(dist, { 'mine.yaml': 'hand-made', 'older.k8s.yaml': 'x' });
    const { changes, notes } = synth({ 'a.k8s.yaml': 'a' });
    expect(changes).toEqual(['+ a.k8s.yaml']);
    expect(notes).toEqual(
      ['mine.yaml', 'older.k8s.yaml'].map(
        (name) => `${join(dist, name)} is not what this project made: it is left alone, and not applied`,
      ),
    );
    expect([...readManifests(dist).keys()]).toEqual(['a.k8s.yaml']);
    expect(Object.keys(contents())).toEqual(['a.k8s.yaml', 'mine.yaml', 'older.k8s.yaml']);
  });

  test('is kept beside ours when it has our name, once', () => {
    write(dist, { 'a.k8s.yaml': 'hand-made' });
    expect(synth({ 'a.k8s.yaml': '1' }).notes).toEqual([
      `${join(dist, 'a.k8s.yaml')} was not what this project had made: it is kept as a.k8s.yaml.old`,
    ]);
    synth({ 'a.k8s.yaml': '2' });
    for (const edit of ['edited', 'hand-made', 'edited']) {
      writeFileSync(join(dist, 'a.k8s.yaml'), edit);
      synth({ 'a.k8s.yaml': '2' });
    }
    expect(contents()).toEqual({ 'a.k8s.yaml': '2', 'a.k8s.yaml.old': 'hand-made', 'a.k8s.yaml.old2': 'edited' });
  });

  test('is one of ours that was edited, and is no longer made', () => {
    synth({ 'a.k8s.yaml': 'a', 'b.k8s.yaml': 'b' });
    writeFileSync(join(dist, 'b.k8s.yaml'), 'edited');
    expect(synth({ 'a.k8s.yaml': 'a' }).changes).toEqual([]);
    expect(contents()).toEqual({ 'a.k8s.yaml': 'a', 'b.k8s.yaml': 'edited' });
  });

  test('another name of the same file stays as it is', () => {
    const twin = join(write(join(project, 'else'), { 'twin.yaml': 'same' }), 'twin.yaml');
    chmodSync(twin, 0o644);
    mkdirSync(dist);
    linkSync(twin, join(dist, 'a.k8s.yaml'));
    expect(synth({ 'a.k8s.yaml': 'same' })).toEqual({ changes: [], notes: [] });
    expect([mode(twin), mode(join(dist, 'a.k8s.yaml'))]).toEqual([0o644, 0o600]);
  });

  test('a record that was lost or is broken costs nobody a file', () => {
    synth({ 'a.k8s.yaml': 'a', 'b.k8s.yaml': 'b' });
    for (const text of ['', '{"version":1,"files"', '{"version":2}', 'null', '{"version":1,"files":{"../x":["y"]}}']) {
      writeFileSync(join(project, '.hubwright', 'dist.json'), text);
      synth({ 'a.k8s.yaml': 'a' });
      expect(contents()).toEqual({ 'a.k8s.yaml': 'a', 'b.k8s.yaml': 'b' });
    }
    rmSync(join(project, '.hubwright'), { recursive: true });
    expect([...readManifests(dist).keys()]).toEqual(['a.k8s.yaml', 'b.k8s.yaml']);
  });

  test.each<[string, (path: string) => unknown]>([
    ['a symbolic link', (path) => symlinkSync('../else/precious.yaml', path)],
    ['a symbolic link', (path) => symlinkSync('nowhere', path)],
    ['a folder', (path) => mkdirSync(path)],
    ['a pipe', (path) => spawnSync('mkfifo', [path])],
  ])('%s in place of a manifest is refused before anything is written', (kind, put) => {
    write(join(project, 'else'), { 'precious.yaml': 'b' });
    mkdirSync(dist);
    put(join(dist, 'b.k8s.yaml'));
    expect(() => synth({ 'a.k8s.yaml': 'a', 'b.k8s.yaml': 'b' })).toThrow(
      `${join(dist, 'b.k8s.yaml')}: expected a file, found ${kind}; nothing was written`,
    );
    expect(readdirSync(dist)).toEqual(['b.k8s.yaml']);
    expect(contents(join(project, 'else'))).toEqual({ 'precious.yaml': 'b' });
  });

  test('a folder that is a link, or no folder, is refused', () => {
    const other = write(join(project, 'else'), { 'a.k8s.yaml': 'theirs' });
    chmodSync(other, 0o755);
    symlinkSync(other, dist);
    expect(() => synth({ 'a.k8s.yaml': 'a' })).toThrow(`${dist}: expected a folder, found a symbolic link`);
    expect([contents(other), mode(other)]).toEqual([{ 'a.k8s.yaml': 'theirs' }, 0o755]);
    rmSync(dist);
    writeFileSync(dist, '');
    expect(() => synth({ 'a.k8s.yaml': 'a' })).toThrow(`${dist}: expected a folder, found a file`);
    expect(existsSync(join(project, '.hubwright'))).toBe(false);
  });
});
