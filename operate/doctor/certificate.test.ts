import { expect, test } from '@jest/globals';
import { checkCertificate } from './certificate.ts';
import { reportOf } from './testing.ts';

const NOW = new Date('2026-11-01T00:00:00Z');

function checked(expected: readonly string[], validTo = 'Nov  1 00:00:00 2027 GMT') {
  const checkIP = (ip: string) => (ip === '10.0.0.1' ? ip : undefined);
  const checkHost = (name: string) => (name === 'server-1' ? name : undefined);
  return reportOf(checkCertificate('server-1', { validTo, checkIP, checkHost }, expected, NOW));
}

test('a certificate as it should be', () => {
  expect(checked(['10.0.0.1', 'server-1'])).toEqual(['ok: 365 days left']);
});

test('names and addresses that are not in it', () => {
  const missing = (name: string) =>
    `error: server-1: ${name} is not in its certificate | kubectl, and nodes that join, refuse the server under ${name} | ` +
    '`npx hubwright up` adds it; other names go into `cluster.tlsSan`.';
  expect(checked(['10.0.0.9', 'hub.example.com'])).toEqual([
    'problems: 365 days left',
    missing('10.0.0.9'),
    missing('hub.example.com'),
  ]);
});

test('a certificate that expires', () => {
  const rest =
    'kubectl fails and no node can join; running servers keep running | Restart k3s on server-1, which renews it: `sudo systemctl restart k3s`.';
  expect(checked([], 'Nov 11 00:00:00 2026 GMT')[1]).toBe(
    `warning: server-1: its certificate expires in 10 days | ${rest}`,
  );
  expect(checked([], 'Oct 30 00:00:00 2026 GMT')[1]).toBe(
    `error: server-1: its certificate expired 2 days ago | ${rest}`,
  );
});
