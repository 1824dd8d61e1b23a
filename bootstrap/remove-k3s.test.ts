import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { run } from '../system/exec.ts';

const SCRIPT = readFileSync(new URL('remove-k3s.sh', import.meta.url), 'utf8');

test('nothing that Hubwright has written stays, and what is somebody else’s does', async () => {
  const root = mkdtempSync(join(tmpdir(), 'hubwright-remove-'));
  try {
    const put = (path: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), '');
    };
    const ours = ['cluster.json', 'written'].map((it) => `etc/hubwright/${it}`);
    const folders = ['etc/rancher/k3s/config.yaml', 'var/lib/rancher/k3s/server/token', 'var/lib/hubwright/state.json'];
    const dropIn = 'etc/systemd/system/k3s.service.d/hubwright-proxy.conf';
    const others = ['etc/systemd/system/k3s.service.d/own.conf', 'etc/rancher/own'];
    for (const path of [...ours, ...folders, dropIn, ...others]) put(path);
    const script = SCRIPT.replaceAll(/(?<=["\s])\/(?=(?:etc|usr|var)\/)/g, `${root}/`);
    await run('sh', ['-s'], { cwd: root, input: script, timeout: 600_000 });
    expect([...ours, ...folders, dropIn].filter((path) => existsSync(join(root, path)))).toEqual([]);
    expect(others.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(existsSync(join(root, 'etc/hubwright'))).toBe(false);
  } finally {
    rmSync(root, { recursive: true });
  }
});
