import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { kubeconfigOf } from '../cluster/testing.ts';
import { mergeInto, readKubeconfigs } from './run-kubeconfig.ts';

const OURS = kubeconfigOf('lab', 'https://10.0.0.1:6443');
const MINE = `# mine\n${kubeconfigOf('work', 'https://work:6443')}`;
let folder: string;
const at = (name: string) => join(folder, name);
const merge = (...names: string[]) =>
  mergeInto(readKubeconfigs({ KUBECONFIG: names.map(at).join(':') }), 'lab', OURS).replaceAll(folder, '');
const read = (name: string) => readFileSync(at(name), 'utf8');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubwright-kubeconfig-'));
});

test('a file that is not there is made, for its owner alone', () => {
  expect(merge('.kube/config')).toBe('/.kube/config has the context lab: kubectl --context lab get nodes');
  expect([statSync(at('.kube')).mode & 0o777, statSync(at('.kube/config')).mode & 0o777]).toEqual([0o700, 0o600]);
});

test('one that is there is kept as it was, beside it, and not written when nothing changes', () => {
  writeFileSync(at('config'), MINE);
  expect(merge('config')).toBe(
    '/config has the context lab: kubectl --context lab get nodes\nBackup: /config.before-hubwright',
  );
  expect(read('config')).toContain('# mine');
  expect(read('config.before-hubwright')).toBe(MINE);
  expect(statSync(at('config.before-hubwright')).mode & 0o777).toBe(0o600);
  expect(merge('config')).toBe('/config already has the context lab: kubectl --context lab get nodes');
  expect(read('config.before-hubwright')).toBe(MINE);
  expect(readdirSync(folder)).toEqual(['config', 'config.before-hubwright']);
});

test('a link stays one, and one that leads nowhere is not replaced', () => {
  mkdirSync(at('real'));
  writeFileSync(at('real/config'), MINE);
  symlinkSync('real/config', at('link'));
  merge('link');
  expect(readlinkSync(at('link'))).toBe('real/config');
  expect(read('real/config')).toContain('name: lab');
  expect(existsSync(at('real/config.before-hubwright'))).toBe(true);
  symlinkSync('gone/config', at('dangling'));
  expect(() => merge('dangling')).toThrow('dangling is a link to gone/config, which does not exist');
});

test('of several files it is the one that has it, else the first that is there, else the last', () => {
  writeFileSync(at('b'), MINE);
  writeFileSync(at('c'), kubeconfigOf('lab', 'https://10.0.0.9:6443'));
  merge('a', 'b', 'c');
  expect([existsSync(at('a')), read('b'), read('c').includes('10.0.0.1')]).toEqual([false, MINE, true]);
  writeFileSync(at('d'), 'kind: Config\n');
  merge('a', 'd', 'b');
  // The current context of the other file stays the current one.
  expect([read('d').includes('name: lab'), read('d').includes('current-context')]).toEqual([true, false]);
  merge('a', 'e');
  expect([existsSync(at('a')), existsSync(at('e'))]).toEqual([false, true]);
});

test.each([
  ['- a', 'expected a mapping'],
  ['token: "s3cret', 'line 1 is not valid YAML'],
  [`a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'it is nested too deeply'],
])('one that cannot be edited is left as it is', (text, why) => {
  writeFileSync(at('config'), text);
  expect(() => merge('config')).toThrow(`${at('config')} cannot be edited: ${why}`);
  expect([readdirSync(folder), read('config')]).toEqual([['config'], text]);
});

test('a home folder that is not known', () => {
  expect(() => readKubeconfigs({}, '')).toThrow('your home folder is unknown: HOME is empty');
});
