import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { k3sNodes } from '../../cluster/node-config.ts';
import { load } from '../../settings/testing.ts';
import { run } from '../../system/exec.ts';
import { planUp } from '../plan/plan.ts';
import { knownOf } from '../plan/run-reported.ts';
import { pending } from '../plan/step.ts';
import { bareFacts } from '../testing.ts';
import { filesOfLimits, filesOfSizes } from './files.ts';

/** What an `up` would do about sizes of homes on a node with these files. */
function lines(
  limit: 'warn' | 'enforce' | 'hard' | undefined,
  files: ReadonlyMap<string, object> = new Map(),
): string[] {
  const { platform } = load({ storage: { home: { ...(limit && { limit }) } } });
  const facts = new Map(k3sNodes(platform).map(({ name }) => [name, bareFacts(name, { files: files as never })]));
  const base = { platform, id: 'f00d', facts, manifests: new Map(), token: 't', folder: '', tars: () => [] };
  const known = knownOf(facts);
  return planUp({ ...base, refused: [], airgap: undefined, kubeconfig: undefined })
    .filter((it) => it.id.startsWith('sizes/'))
    .flatMap((it) => [it.title, ...pending(it, known).map((act) => act.command)]);
}

test('a program and a timer where homes have a limit, none otherwise, and they are removed', () => {
  expect(lines('warn')).toEqual([
    'Measure homes every hour',
    'write /usr/local/sbin/hubwright-home-sizes, mode 755',
    'write /etc/systemd/system/hubwright-home-sizes.service, mode 644',
    'write /etc/systemd/system/hubwright-home-sizes.timer, mode 644',
    'sh -s < start-home-sizes.sh: systemctl enable hubwright-home-sizes.timer',
  ]);
  expect(lines(undefined)).toEqual([]);
  expect(lines(undefined, new Map([['/usr/local/sbin/hubwright-home-sizes', {}]]))).toEqual([
    'Stop measuring homes',
    'sh -s < remove-home-sizes.sh',
  ]);
});

test('limits that the kernel keeps: set at once, for a new home, and every hour; taken off again', () => {
  expect(lines('hard').slice(1)).toEqual([
    'write /usr/local/sbin/hubwright-home-sizes, mode 755',
    'write /etc/systemd/system/hubwright-home-sizes.service, mode 644',
    'write /etc/systemd/system/hubwright-home-sizes.timer, mode 644',
    'write /usr/local/sbin/hubwright-home-limits, mode 755',
    'write /etc/systemd/system/hubwright-home-limits.service, mode 644',
    'write /etc/systemd/system/hubwright-home-limits.path, mode 644',
    'sh -s < start-home-sizes.sh: systemctl enable hubwright-home-sizes.timer hubwright-home-limits.path',
  ]);
  const files = new Map([['/usr/local/sbin/hubwright-home-limits', {}]]);
  expect(lines('warn', files)[1]).toBe('sh -s < remove-home-limits.sh');
  expect(lines(undefined, files)).toEqual([
    'Stop measuring homes',
    'sh -s < remove-home-limits.sh',
    'sh -s < remove-home-sizes.sh',
  ]);
  const [, service] = filesOfLimits('jupyterhub', 10240);
  expect(service?.content).toContain('hubwright-home-limits /var/lib/rancher/k3s/storage jupyterhub 10240\n');
  expect(filesOfSizes({ node: 'a1', namespace: 'jupyterhub', isHard: true })[1]?.content).toContain(
    'Wants=hubwright-home-limits.service',
  );
});

test('what was noted for the hub goes with its writer, and where Kubernetes is silent the rest does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-notes-'));
  try {
    const k3s = join(folder, 'k3s');
    const script = new URL('../forget-notes.sh', import.meta.url).pathname;
    for (const code of [0, 1]) {
      writeFileSync(k3s, `#!/bin/sh\nprintf '%s\\n' "$*" >'${folder}/words'\ncat >'${folder}/patch'\nexit ${code}\n`);
      chmodSync(k3s, 0o755);
      const env = { PATH: `${folder}:${process.env.PATH}` };
      await run('sh', [script, 'a1', 'hubwright/one', 'hubwright/two'], { env, timeout: 600_000 });
      expect(JSON.parse(readFileSync(join(folder, 'patch'), 'utf8')).metadata.annotations).toEqual({
        'hubwright/one': null,
        'hubwright/two': null,
      });
      expect(readFileSync(join(folder, 'words'), 'utf8')).toContain('patch node a1 --type merge');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the program notes the size of each home by its volume, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-home-sizes-'));
  try {
    const storage = join(folder, 'storage');
    const k3s = join(folder, 'k3s');
    writeFileSync(k3s, `#!/bin/sh\nprintf '%s\\n' "$*" >'${folder}/words'\ncat >'${folder}/patch'\n`);
    chmodSync(k3s, 0o755);
    for (const name of [
      'pvc-1_jupyterhub_claim-ada',
      'restored-claim-eve-1234_jupyterhub_claim-eve',
      'pvc-1_jupyterhub_claim-ada.before-restore-20261126T120000Z',
      'pvc-2_jupyterhub_hub-db-dir',
      'pvc-3_other_claim-ada',
    ]) {
      mkdirSync(join(storage, name), { recursive: true });
      writeFileSync(join(storage, name, 'data'), Buffer.alloc(3 * 2 ** 20, 'x'));
    }
    const program = new URL('home-sizes.sh', import.meta.url).pathname;
    const env = { PATH: `${folder}:${process.env.PATH}`, RUNTIME_DIRECTORY: folder };
    const last = join(folder, 'last');
    const measure = async (...limit: string[]) => {
      rmSync(join(folder, 'patch'), { force: true });
      await run('sh', [program, 'a1', 'jupyterhub', storage, ...limit], { env, timeout: 600_000 });
      return existsSync(join(folder, 'patch'))
        ? JSON.parse(readFileSync(join(folder, 'patch'), 'utf8')).metadata.annotations
        : undefined;
    };
    const whole = { 'hubwright/home-sizes': expect.stringMatching(/^\d+ pvc-1=[3-9] restored-claim-eve-1234=[3-9]$/) };
    expect(await measure()).toEqual(whole);
    expect(readFileSync(join(folder, 'words'), 'utf8')).toContain('kubelet.kubeconfig patch node a1 --type merge');
    expect(await measure()).toEqual(whole);
    // Of those that were too large, whether they still are.
    expect(await measure('100')).toBeUndefined();
    rmSync(join(storage, 'pvc-1_jupyterhub_claim-ada', 'data'));
    writeFileSync(last, '1 pvc-1=300 restored-claim-eve-1234=3 pvc-9=400');
    expect(await measure('100')).toEqual({ 'hubwright/home-sizes-again': expect.stringMatching(/^\d+ pvc-1=[01]$/) });
    utimesSync(last, 0, 0);
    expect(Object.keys(await measure('100'))).toEqual(['hubwright/home-sizes']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
