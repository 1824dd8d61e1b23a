import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { bareFacts } from '../bootstrap/testing.ts';
import { folderWith, load } from '../settings/testing.ts';
import { run } from '../system/exec.ts';
import { formatProblem } from '../system/problem.ts';
import { k3sNodes } from './node-config.ts';
import { problemsOfHosts } from './preflight.ts';
import { parseProbe } from './probe.ts';
import type { FoundGpus } from './probe-answers.ts';

const TOOLKIT = '/usr/bin/nvidia-container-runtime';
const WELL: FoundGpus = { cards: 2, listed: 2, error: '', runtime: TOOLKIT, isConfigured: true };
const RUNNING = new Map([['k3s', { state: 'active', isEnabled: true }]]);

/** What the preflight says of a host with two GPUs in the settings. */
function problems(changes: Partial<FoundGpus>, { units = RUNNING, cluster = {} } = {}): string[] {
  const { platform } = load({ cluster: { provider: 'local', name: 'lab', gpus: 2, ...cluster } });
  const [node] = k3sNodes(platform);
  if (node === undefined) throw new Error('no node');
  const facts = bareFacts('10.0.0.1', { units, gpus: { ...WELL, ...changes } });
  return problemsOfHosts([{ node, facts, claim: { state: 'ours' }, bytes: 0 }], platform).map(formatProblem);
}

describe('a host with GPUs', () => {
  test('that has all they need', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ isConfigured: false }, { units: new Map() })).toEqual([]);
  });

  test('whose driver the GPU operator brings, is not looked at', () => {
    expect(problems({ listed: undefined, runtime: undefined }, { cluster: { gpuPlugin: false } })).toEqual([]);
  });

  test.each<[name: string, found: Partial<FoundGpus>, message: string, fix: string, cost?: string]>([
    [
      'no driver',
      { listed: undefined },
      "NVIDIA's driver is missing: there is no nvidia-smi",
      'Install it and restart the host: `sudo ubuntu-drivers install` on Ubuntu; see docs/gpu.md.',
    ],
    [
      'no card',
      { cards: 0, listed: undefined },
      'it has no NVIDIA card on its PCI bus, and the settings say 2 GPUs',
      'Set `gpus` of the host that has it; in a VM, pass the card through to it.',
    ],
    [
      'a driver upgraded under way',
      { listed: 0, error: 'Failed to initialize NVML: Driver/library version mismatch' },
      'its driver was upgraded, and the kernel still has the old one: nvidia-smi says "Failed to initialize NVML: Driver/library version mismatch"',
      'Restart the host, or stop what uses its GPUs and reload the module `nvidia`.',
    ],
    [
      'a driver that does not work',
      { listed: 0, error: 'No devices were found' },
      'NVIDIA\'s driver does not work: nvidia-smi says "No devices were found"',
      'See `dmesg | grep -i nvrm` on it; after an upgrade of driver or kernel restart the host.',
    ],
    [
      'a GPU less',
      { listed: 1 },
      'its driver lists 1 GPU, and the settings say 2',
      'Set its `gpus: 1`, or see `dmesg | grep -i nvrm` on it for what became of the others.',
      'the settings allow more servers with a GPU than can run; the rest stay pending',
    ],
    [
      'a GPU more',
      { listed: 3 },
      'its driver lists 3 GPUs, and the settings say 2',
      'Set its `gpus: 3`.',
      'the settings allow fewer servers with a GPU than could run',
    ],
    [
      'no container toolkit',
      { runtime: undefined, isConfigured: false },
      "NVIDIA's container toolkit is missing: no nvidia-container-runtime where k3s looks for it",
      "Install `nvidia-container-toolkit` from NVIDIA's repository, then `sudo systemctl restart k3s`; see docs/gpu.md.",
    ],
    [
      'a toolkit that came after the start of k3s',
      { isConfigured: false },
      'k3s does not use the container toolkit yet: it looks for it when it starts',
      'Restart it: `sudo systemctl restart k3s`. Servers keep running.',
    ],
  ])('%s', (_, changes, message, fix, cost = 'no server with a GPU starts on it') => {
    expect(problems(changes)).toEqual([`warning: lab: ${message}\n  If left so, ${cost}.\n  ${fix}`]);
  });

  test('that has nothing yet: driver and toolkit are reported at once', () => {
    expect(problems({ listed: undefined, runtime: undefined, isConfigured: false })).toHaveLength(2);
  });
});

describe('the probe', () => {
  const script = fileURLToPath(new URL('probe.sh', import.meta.url));

  /** What the real script finds on this machine, with these programs on its path. */
  async function probed(programs: Readonly<Record<string, string>>, args = ['gpus', 'nvidia']) {
    const folder = folderWith({});
    mkdirSync(join(folder, 'bin'));
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(folder, 'bin', name), 0o755);
    }
    const env = { ...process.env, PATH: `${folder}/bin:${process.env.PATH}` };
    const { stdout } = await run('sh', [script, ...args], { env, timeout: 600_000 });
    return { gpus: parseProbe(stdout, { from: 0, to: 0 }).gpus, folder };
  }
  const lists = (...gpus: string[]) => `cat <<'E'\n${gpus.join('\n')}\nE`;

  test('counts GPUs and not the MIG devices in them, and finds the runtime', async () => {
    const smi = lists('GPU 0: NVIDIA A100 (UUID: GPU-1)', '  MIG 1g.5gb Device 0: (UUID: MIG-1)', 'GPU 1: NVIDIA A100');
    const { gpus, folder } = await probed({ 'nvidia-smi': smi, 'nvidia-container-runtime': 'exit 0' });
    const runtime = `${folder}/bin/nvidia-container-runtime`;
    expect(gpus).toMatchObject({ listed: 2, error: '', runtime });
  });

  test('hands on why the driver lists none, on whichever output it says so', async () => {
    const mismatch = 'Failed to initialize NVML: Driver/library version mismatch';
    for (const target of ['', ' >&2']) {
      const { gpus } = await probed({ 'nvidia-smi': `echo '${mismatch}'${target}\necho more\nexit 18` });
      expect(gpus).toMatchObject({ listed: 0, error: mismatch });
    }
  });

  test('asks nothing of a host without GPUs in the settings', async () => {
    expect((await probed({ 'nvidia-smi': 'exit 9' }, [])).gpus).toBeUndefined();
  });
});
