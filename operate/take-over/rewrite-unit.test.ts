import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const SCRIPT = readFileSync(new URL('rewrite-unit.sh', import.meta.url), 'utf8');
const rest = (start: string) => `[Unit]\nDescription=k3s\n[Service]\nType=notify\n${start}\nRestart=always\n`;
const OWN = rest('ExecStart=/usr/local/bin/k3s server');

/** Rewrites a unit in a folder of its own, with a `systemctl` that only notes. */
function rewritten(unit: string, env?: string) {
  const root = mkdtempSync(join(tmpdir(), 'hubwright-unit-'));
  const folder = join(root, 'etc/systemd/system');
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin/systemctl'), `#!/bin/sh\necho "$@" >>${root}/said\n`, { mode: 0o755 });
  writeFileSync(join(folder, 'k3s.service'), unit, { mode: 0o644 });
  if (env !== undefined) writeFileSync(join(folder, 'k3s.service.env'), env, { mode: 0o600 });
  const script = SCRIPT.replaceAll('/etc/systemd/system', folder);
  const path = `${join(root, 'bin')}:${process.env.PATH}`;
  execFileSync('sh', ['-s', '--', 'k3s', 'server'], { input: script, env: { PATH: path } });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const mode = statSync(join(folder, 'k3s.service')).mode & 0o777;
  const said = readFileSync(join(root, 'said'), 'utf8');
  return {
    unit: read('k3s.service'),
    env: env === undefined ? env : read('k3s.service.env'),
    mode,
    said,
    files: readdirSync(folder),
  };
}

test.each([
  ['of the installer', rest("ExecStart=/usr/local/bin/k3s \\\n    server \\\n\t'--disable' \\\n\t'traefik' \\\n")],
  ['in one line', rest('ExecStart=/usr/local/bin/k3s server --disable traefik --token secret')],
  ['without flags', OWN],
])('a unit %s starts k3s without flags, and is otherwise as it was', (_, before) => {
  const { unit, mode, said, files } = rewritten(before);
  expect(unit.replace('\n\n', '\n')).toBe(OWN);
  expect(mode).toBe(0o644);
  expect(said).toBe('daemon-reload\n');
  expect(files).toEqual(['k3s.service']);
});

test('variables of k3s go from its environment, and others stay', () => {
  expect(rewritten(OWN, 'K3S_TOKEN=secret\nHTTP_PROXY=http://p\nK3S_URL=https://a\n').env).toBe(
    'HTTP_PROXY=http://p\n',
  );
  expect(rewritten(OWN, 'K3S_TOKEN=secret\n').env).toBe('');
});
