import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { run } from '../system/exec.ts';
import { Answers, parseExtras } from './probe-answers.ts';

const SCRIPT = readFileSync(new URL('probe.sh', import.meta.url), 'utf8');

test('keys of files in config.yaml.d are told without their values, and what adds to a setting from what replaces it', async () => {
  const root = mkdtempSync(join(tmpdir(), 'hubwright-extras-'));
  try {
    const folder = join(root, '/etc/rancher/k3s/config.yaml.d');
    mkdirSync(folder, { recursive: true });
    const keys = 'tls-san+: [a]\n"node-label+":\n  - secret: b\n\'debug\': true\ntoken: secret\n# disable: a\n';
    writeFileSync(join(folder, 'a b.yaml'), keys);
    const start = SCRIPT.indexOf('for path in /etc/rancher/k3s/config.yaml.d/');
    const part = SCRIPT.slice(start, SCRIPT.indexOf('\ndone\n', start) + 6);
    const say = SCRIPT.split('\n').find((line) => line.startsWith('say()'));
    const script = `${say}\n${part.replaceAll('/etc/rancher', `${root}/etc/rancher`)}`;
    const { stdout } = await run('sh', ['-c', script], { cwd: root, timeout: 600_000 });
    expect(parseExtras(new Answers(stdout)).configs).toEqual([
      { path: join(folder, 'a b.yaml'), keys: ['tls-san+', 'node-label+', 'debug', 'token'] },
    ]);
    expect(stdout).not.toContain('secret');
  } finally {
    rmSync(root, { recursive: true });
  }
});
