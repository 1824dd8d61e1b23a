import { expect, test } from '@jest/globals';
import { FINGERPRINT, newKeys, readHostKeys } from './host-keys.ts';

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
const KNOWN = `s1 ssh-ed25519 ${KEY}\n\n# a comment\ns2 ssh-rsa AAAAB3NzaC1yc2E=\n`;

test('fingerprints are those that SSH prints', () => {
  // That of github.com, as GitHub publishes it.
  const [first, second, ...others] = readHostKeys(KNOWN);
  expect(first).toEqual({
    host: 's1',
    kind: 'ssh-ed25519',
    fingerprint: 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU',
  });
  expect([second?.host, second?.fingerprint]).toEqual(['s2', expect.stringMatching(FINGERPRINT)]);
  expect(others).toEqual([]);
});

test('a key is new if the host had none, or another one', () => {
  const now = readHostKeys(KNOWN);
  expect(newKeys([], now)).toEqual(now);
  expect(newKeys(now, now)).toEqual([]);
  const swapped = now.map((it) => ({ ...it, host: it.host === 's1' ? 's2' : 's1' }));
  expect(newKeys(swapped, now)).toEqual(now);
});
