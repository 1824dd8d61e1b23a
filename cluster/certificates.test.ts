import { expect, test } from '@jest/globals';
import { toYaml } from '../system/yaml.ts';
import { CERTIFICATE } from './certificate-testing.ts';
import {
  certificatesOf,
  clientCertificate,
  dueForRenewal,
  type FoundCertificate,
  notRenewed,
  parseCertificate,
} from './certificates.ts';

const { base64, from, to } = CERTIFICATE;
const PEM = `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
const DAY = 24 * 3600 * 1000;
const NOW = Date.parse('2026-11-27T12:00:00Z');

test('when a certificate begins and ends', () => {
  expect(parseCertificate('a.crt', base64)).toEqual({ path: 'a.crt', from, to });
  expect(parseCertificate('a.crt', PEM)).toEqual({ path: 'a.crt', from, to });
  for (const text of ['', 'x', PEM.slice(0, 80), base64.slice(0, 80)])
    expect(parseCertificate('a.crt', text)).toBeUndefined();
});

test('that of a kubeconfig', () => {
  const user = { 'client-certificate-data': Buffer.from(PEM).toString('base64') };
  expect(clientCertificate(toYaml({ users: [{ name: 'lab', user }] }), 'here')).toEqual({ path: 'here', from, to });
  for (const users of [[], [{ name: 'lab', user: {} }], [{ user: { 'client-certificate-data': 'Q1JU' } }]])
    expect(clientCertificate(toYaml({ users }), 'here')).toBeUndefined();
});

const ending = (path: string, days: number): FoundCertificate => ({ path, from: 0, to: NOW + days * DAY });
const due = (certificates: FoundCertificate[], { role = 'server', state = 'active' } = {}) => {
  const unit = role === 'server' ? 'k3s' : 'k3s-agent';
  const units = new Map([[unit, { state, isEnabled: true }]]);
  return dueForRenewal({ role: role as 'server', unit }, { certificates, units, clock: NOW })?.path;
};

test('k3s is restarted for the certificate that ends first, from 90 days before its end on', () => {
  const [later, first] = [ending('server/tls/client-admin.crt', 89), ending('agent/client-kubelet.crt', 88)];
  expect(due([later, first])).toBe(first.path);
  expect(due([ending('agent/client-kubelet.crt', -1)])).toBe(first.path);
  expect(due([ending('server/tls/client-admin.crt', 90)])).toBeUndefined();
  expect(due([])).toBeUndefined();
});

const own = (path: string, from: number, to: number) => ({ path, from: NOW + from * DAY, to: NOW + to * DAY });

test('one that holds for a short time is due in its last quarter, and not right after it was renewed', () => {
  expect(due([own('agent/client-kubelet.crt', 0, 60)])).toBeUndefined();
  expect(due([own('agent/client-kubelet.crt', -45, 15)])).toBeUndefined();
  expect(due([own('agent/client-kubelet.crt', -45.1, 14.9)])).toBe('agent/client-kubelet.crt');
});

test('one that k3s did not renew when it started does not have it restarted again', () => {
  const old = own('server/tls/client-k3s-cloud-controller.crt', -300, 65);
  for (const started of [-300, -26]) {
    const all = [old, own('agent/client-kubelet.crt', started, started + 365)];
    expect([due(all), notRenewed(all)]).toEqual([old.path, []]);
  }
  const all = [old, own('agent/client-kubelet.crt', -24, 341)];
  expect([due(all), notRenewed(all)]).toEqual([undefined, [old]]);
  // Others that are due are still renewed.
  const also = own('server/tls/client-admin.crt', -280, 20);
  expect(due([...all, { ...also, from: NOW - 24 * DAY, to: NOW + 1 * DAY }])).toBe(also.path);
});

test('and not if that would be of no use', () => {
  expect(due([ending('server/tls/server-ca.crt', 1)])).toBeUndefined();
  expect(due([ending('agent/client-kubelet.crt', 1)], { state: 'failed' })).toBeUndefined();
  // What is left of a time as a server.
  const left = ending('server/tls/client-admin.crt', 1);
  expect(due([left], { role: 'agent' })).toBeUndefined();
  expect(certificatesOf({ role: 'agent' }, { certificates: [left] })).toEqual([]);
});
