import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { k3sSettingsCheck } from './k3s-settings.ts';
import { reportOf } from './testing.ts';

const { signal } = new AbortController();
const check = async (stdout: string) => {
  const host = fakeHost('s1', { run: async () => ({ exitCode: 0, stdout, stderr: '' }) });
  return reportOf(await k3sSettingsCheck(host, signal));
};

test.each([
  ['that knows all of them', 'Starting k3s', ['ok: ']],
  [
    'that does not know some',
    'Starting k3s\nUnknown flag --tls-sna found in config.yaml\nUnknown flag --tokem found in config.yaml',
    [
      'problems: ',
      ...['tls-sna', 'tokem'].map(
        (key) =>
          `warning: s1: k3s does not know the setting "${key}" in its configuration | k3s ignores it | ` +
          'Correct or remove it in /etc/rancher/k3s/config.yaml.d on s1, then `sudo systemctl restart k3s`; `k3s server --help` lists the settings.',
      ),
    ],
  ],
  ['whose log has been rotated', '', ['skipped: its log no longer goes back to its start']],
])('settings of a server %s', async (_, log, expected) => {
  expect(await check(log)).toEqual(expected);
});

test('settings of a server that cannot be asked', async () => {
  const failing = (reason: 'unreachable' | 'aborted') => {
    const host = fakeHost('s1', {
      run: async (argv) => {
        throw new HostError(host, { reason, argv });
      },
    });
    return k3sSettingsCheck(host, signal);
  };
  expect((await failing('unreachable')).state).toBe('skipped');
  await expect(failing('aborted')).rejects.toThrow('was interrupted');
});
