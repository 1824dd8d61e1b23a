import { expect, test } from '@jest/globals';
import { CERTIFICATE } from '../../cluster/certificate-testing.ts';
import type { FoundCertificate } from '../../cluster/certificates.ts';
import { toYaml } from '../../system/yaml.ts';
import { certificatesCheck } from './node-certificates.ts';
import { reportOf } from './testing.ts';

const DAY = 24 * 3600 * 1000;
const NOW = Date.parse('2026-11-27T12:00:00Z');
const NODES = [
  { name: 's1', role: 'server', unit: 'k3s' },
  { name: 'a1', role: 'agent', unit: 'k3s-agent' },
] as const;
const ending = (path: string, days: number, from = 0): FoundCertificate => ({ path, from, to: NOW + days * DAY });
const ADMIN = 'server/tls/client-admin.crt';
const KUBELET = 'agent/client-kubelet.crt';

function report(s1: FoundCertificate[], a1: FoundCertificate[] = [], now = NOW, text?: string): string[] {
  const facts = new Map(Object.entries({ s1, a1 }).map(([name, all]) => [name, { certificates: all, clock: NOW }]));
  const kubeconfig = text === undefined ? undefined : { text, path: '.hubwright/lab/kubeconfig' };
  return reportOf(certificatesCheck({ nodes: NODES, facts, kubeconfig, now }));
}

const ENDED = 'k3s on it takes no more commands, and no server starts there; those that run keep running';
const UP = 'Run `npx hubwright up`: it restarts k3s, which renews them. Notebook servers keep running.';

test('certificates that hold for long', () => {
  const all = [ending(ADMIN, 300), ending('server/tls/server-ca.crt', 3000)];
  expect(report(all, [ending(KUBELET, 121)])).toEqual(['ok: the first ends on 2027-03-28']);
});

test('of each node the one that ends first, and how bad that is', () => {
  const [, ...problems] = report([ending(ADMIN, 89.5), ending(KUBELET, 119)], [ending(KUBELET, -2)]);
  expect(problems).toEqual([
    `warning: s1: its certificate ${ADMIN} ends on 2027-02-25, in 89 days | after that, ${ENDED} | ${UP}`,
    `error: a1: its certificate ${KUBELET} ended on 2026-11-25 | ${ENDED} | ${UP}`,
  ]);
  expect(report([], [ending(KUBELET, 119)])[1]).toBe(
    `note: a1: its certificate ${KUBELET} ends on 2027-03-26, in 119 days | after that, ${ENDED} | ` +
      'From 2026-12-26 on, `npx hubwright up` renews it; any restart of k3s does so now.',
  );
  expect(report([ending(ADMIN, 1.5)])[1]).toContain('in 1 day |');
});

test('one that k3s did not renew when it last started, and one that holds for a short time', () => {
  const [old, now] = [ending(ADMIN, 60, NOW - 305 * DAY), ending(KUBELET, 364, NOW - DAY)];
  expect(report([old, now])).toEqual([
    expect.any(String),
    `warning: s1: its certificate ${ADMIN} ends on 2027-01-26, in 60 days: k3s did not renew it when it last started | ` +
      'if k3s uses it, it comes to a standstill then | Move it away and restart k3s, which makes it again if it needs it: ' +
      `\`mv /var/lib/rancher/k3s/${ADMIN} /root/ && systemctl restart k3s\` on the node.`,
  ]);
  expect(report([ending(ADMIN, 20, NOW - 40 * DAY)])).toHaveLength(1);
  expect(report([ending(ADMIN, 14, NOW - 46 * DAY)])[1]).toContain(`| ${UP}`);
});

test('a certificate authority, which nothing renews by itself', () => {
  const fix = 'Replace it with `k3s certificate rotate-ca`: docs/certificates.md.';
  const authority = (days: number) =>
    report([ending(ADMIN, 300), ending('server/tls/server-ca.crt', days)], [ending('agent/server-ca.crt', days)])[1];
  expect(authority(364)).toBe(
    `warning: s1: its certificate authority server/tls/server-ca.crt ends on 2027-11-26, in 364 days | after that, no node trusts another, and k3s renews nothing | ${fix}`,
  );
  expect(authority(-1)).toBe(
    `error: s1: its certificate authority server/tls/server-ca.crt ended on 2026-11-26 | no node trusts another, and k3s renews nothing | ${fix}`,
  );
  expect(authority(366)).toBeUndefined();
});

test('a host whose clock is behind', () => {
  expect(report([ending(ADMIN, 300, NOW + 5 * DAY)])[1]).toBe(
    `error: s1: its certificate ${ADMIN} holds only from 2026-12-02 on: the clock of the host is behind | ${ENDED} | Switch on time synchronisation on it: \`timedatectl set-ntp true\`.`,
  );
});

test('the kubeconfig on this machine', () => {
  const data = `-----BEGIN CERTIFICATE-----\n${CERTIFICATE.base64}\n-----END CERTIFICATE-----\n`;
  const text = toYaml({ users: [{ user: { 'client-certificate-data': Buffer.from(data).toString('base64') } }] });
  const at = (days: number) => report([ending(ADMIN, 300)], [], CERTIFICATE.to - days * DAY, text);
  const fix = 'Run `npx hubwright up`, which fetches it again. After `kubeconfig --merge`, run that again too.';
  expect(at(91)).toHaveLength(1);
  expect(at(30)[1]).toBe(
    `warning: .hubwright/lab/kubeconfig: its certificate ends on 2027-11-27, in 30 days | after that, kubectl on this machine is refused | ${fix}`,
  );
  expect(at(-1)[1]).toBe(
    `error: .hubwright/lab/kubeconfig: its certificate ended on 2027-11-27 | kubectl on this machine is refused | ${fix}`,
  );
});

test('where no host has any', () => {
  expect(report([])).toEqual(['skipped: no host has any that can be read']);
});
