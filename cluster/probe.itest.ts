import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { k3sInstaller } from '../platform/versions.ts';
import { LocalHost } from '../providers/local/local-host.ts';
import { SshHost } from '../providers/ssh/ssh-host.ts';
import { run } from '../system/exec.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';
import type { TestHost } from '../testbed/test-host.ts';
import { CERTIFICATE } from './certificate-testing.ts';
import { parseProbe, probe } from './probe.ts';

const TOLD = `clock\t1790000000
hostname\tserver-1
machine-id\t0123456789abcdef0123456789abcdef
os\tubuntu 24.04
os-name\tUbuntu 24.04.3 LTS
architecture\taarch64
kernel\t6.8.0-31-generic
cpus\t4
memory-total\t4028372
memory-available\t3500000
cgroups\t2 cpuset cpu io memory pids
init\tsystemd
mount\t/var/lib/rancher/k3s 40470732 30000000 2560000 2400000 rw,relatime ext4 /
mount\t/tmp 100 50 0 - rw,noexec xfs /a b
selinux\tEnforcing
missing-module\tvxlan
download-date\tMon, 21 Sep 2026 14:13:20 GMT
download-fault\thttps://x.example/y: curl: (60) SSL certificate problem
address\tens3 192.168.64.5
address\tcni0 10.42.0.1
route\tens3
python3\tpresent
nfs\tpresent
k3s\tk3s version v1.36.5+k3s1 (0123abcd)
running\tserver-1 v1.35.4+k3s1
unit\tk3s active enabled
token\tpresent
mark\t{"version":1,"cluster":"lab","id":"f00d","node":"server-1"}
written\taabb /etc/rancher/k3s/config.yaml
written\tv1.36.5+k3s1 k3s
extra-config\tdebug,tls-san,, /etc/rancher/k3s/config.yaml.d/a b.yaml
extra-flag\t--disable
extra-variable\tK3S_TOKEN
extra-drop-in\t/etc/systemd/system/k3s.service.d/own.conf
k3s-origin\taa
k3s-origin\tbb
cloud-init\tstatus: done
file\t600 root:root 12 aabb ours /etc/rancher/k3s/config.yaml
file\t644 root:root 3221225472 - - /var/lib/rancher/k3s/agent/images/a b.tar
entry\t1789999999.2500000000 3221225472 /var/lib/rancher/k3s/agent/images/a b.tar
image\tregistry.example/notebook:1
certificate\tserver/tls/client-admin.crt ${CERTIFICATE.base64}
certificate\tagent/client-kubelet.crt cut
port\t80 nginx
port\t6443 
end\tok
`;

test('reads every answer', () => {
  const facts = parseProbe(TOLD, { from: 1, to: 2 });
  expect(facts).toEqual({
    clock: 1790000000000,
    asked: { from: 1, to: 2 },
    hostname: 'server-1',
    machineId: '0123456789abcdef0123456789abcdef',
    os: { id: 'ubuntu', version: '24.04', name: 'Ubuntu 24.04.3 LTS' },
    architecture: 'arm64',
    kernel: '6.8.0-31-generic',
    cpus: 4,
    memory: { total: 4028372 * 1024, available: 3500000 * 1024 },
    cgroups: { version: 2, controllers: ['cpuset', 'cpu', 'io', 'memory', 'pids'] },
    disk: { total: 40470732 * 1024, free: 30000000 * 1024 },
    init: 'systemd',
    mounts: new Map([
      [
        '/var/lib/rancher/k3s',
        {
          ...{ total: 40470732 * 1024, free: 30000000 * 1024, inodes: { total: 2560000, free: 2400000 } },
          ...{ options: ['rw', 'relatime'], kind: 'ext4', mountPoint: '/' },
        },
      ],
      [
        '/tmp',
        { total: 102400, free: 51200, inodes: undefined, options: ['rw', 'noexec'], kind: 'xfs', mountPoint: '/a b' },
      ],
    ]),
    selinux: { mode: 'Enforcing', hasPolicy: false },
    missingModules: ['vxlan'],
    download: { date: 1790000000000, fault: 'https://x.example/y: curl: (60) SSL certificate problem' },
    addresses: [
      { interface: 'ens3', address: '192.168.64.5' },
      { interface: 'cni0', address: '10.42.0.1' },
    ],
    route: 'ens3',
    firewall: undefined,
    hasPython: true,
    hasNfs: true,
    k3s: 'v1.36.5+k3s1',
    running: new Map([['server-1', 'v1.35.4+k3s1']]),
    units: new Map([['k3s', { state: 'active', isEnabled: true }]]),
    hasToken: true,
    mark: { cluster: 'lab', id: 'f00d', node: 'server-1' },
    written: new Map([
      ['/etc/rancher/k3s/config.yaml', 'aabb'],
      ['k3s', 'v1.36.5+k3s1'],
    ]),
    extras: {
      configs: [{ path: '/etc/rancher/k3s/config.yaml.d/a b.yaml', keys: ['debug', 'tls-san'] }],
      flags: ['--disable'],
      variables: ['K3S_TOKEN'],
      dropIns: ['/etc/systemd/system/k3s.service.d/own.conf'],
    },
    origins: new Set(['aa', 'bb']),
    cloudInit: 'done',
    files: new Map([
      ['/etc/rancher/k3s/config.yaml', { mode: 0o600, owner: 'root:root', bytes: 12, sha256: 'aabb', isOurs: true }],
      [
        '/var/lib/rancher/k3s/agent/images/a b.tar',
        { mode: 0o644, owner: 'root:root', bytes: 3221225472, sha256: undefined, isOurs: false },
      ],
    ]),
    entries: [{ path: '/var/lib/rancher/k3s/agent/images/a b.tar', bytes: 3221225472, time: 1789999999250 }],
    images: new Set(['registry.example/notebook:1']),
    ports: new Map([
      [80, 'nginx'],
      [6443, ''],
    ]),
    certificates: [{ path: 'server/tls/client-admin.crt', from: CERTIFICATE.from, to: CERTIFICATE.to }],
  });
});

test('an answer that was cut short counts as none', () => {
  expect(() => parseProbe(TOLD.replace('end\tok\n', ''), { from: 1, to: 2 })).toThrow('truncated');
});

test('this machine can be asked as well', async () => {
  const facts = await probe(new LocalHost('here'), { files: ['/etc/passwd', '/no/such'] });
  expect(facts.cpus).toBeGreaterThan(0);
  expect(facts.memory.total).toBeGreaterThan(facts.memory.available);
  expect([...facts.files.keys()]).toEqual(['/etc/passwd']);
});

(whyNoTestBed() === undefined ? describe : describe.skip)('on a real host', () => {
  let bed: TestBed;
  let machine: TestHost;
  let host: SshHost;

  beforeAll(async () => {
    bed = await TestBed.create();
    [machine] = (await bed.addAll(['node-1'])) as [TestHost];
    const exec: typeof run = (command, args, options) => run(command, args, { ...options, env: bed.env });
    host = new SshHost({
      name: 'node-1',
      address: machine.address,
      user: 'ubuntu',
      knownHosts: `${bed.dir}/known`,
      exec,
    });
  });
  afterAll(async () => {
    await host?.close();
    await bed?.destroy();
  });

  test('of the files of k3s, each the first certificate and no key', async () => {
    const pem = (text: string) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
    const key = '-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----\n';
    const data = '/var/lib/rancher/k3s';
    await machine.write(`${data}/server/tls/client-admin.crt`, pem(CERTIFICATE.base64) + pem('QQ=='));
    await machine.write(`${data}/server/tls/etcd/client.crt`, key + pem(CERTIFICATE.base64));
    await machine.write(`${data}/agent/client-kubelet.crt`, 'cut off');
    const script = readFileSync(new URL('probe.sh', import.meta.url), 'utf8');
    const asked = await machine.exec(['sh', '-s', '--', 'certificates', 'k3s'], { input: script });
    expect(asked.stdout).not.toContain('c2VjcmV0');
    expect(asked.stdout.match(/^certificate\t\S+ \S+$/gm)).toHaveLength(2);
    const { certificates } = await probe(host, { certificates: true });
    const { from, to } = CERTIFICATE;
    expect(certificates).toEqual([
      { path: 'server/tls/client-admin.crt', from, to },
      { path: 'server/tls/etcd/client.crt', from, to },
    ]);
    expect((await probe(host)).certificates).toEqual([]);
    await machine.exec(['rm', '-r', data]);
    expect((await probe(host, { certificates: true })).certificates).toEqual([]);
  });

  test('reports what is there, in one command', async () => {
    await machine.write('/etc/rancher/k3s/config.yaml', 'token: x\n', 0o600);
    await machine.write('/usr/local/sbin/mount.nfs', '#!/bin/sh\n', 0o755);
    const facts = await probe(host, {
      files: ['/etc/rancher/k3s/config.yaml', '/none'],
      folders: ['/etc/rancher/k3s', '/none'],
      images: ['registry.example/notebook:1'],
      ports: [22, 6443],
      downloads: { release: 'v1.36.5+k3s1', urls: [k3sInstaller.url] },
    });
    expect(facts).toMatchObject({
      hostname: 'node-1',
      os: { id: 'ubuntu', version: '24.04' },
      cgroups: { version: 2 },
      addresses: [{ interface: 'eth0', address: '10.77.0.1' }],
      route: 'eth0',
      init: 'systemd',
      download: { fault: undefined },
      hasPython: true,
      hasNfs: true,
      k3s: undefined,
      hasToken: false,
      images: new Set(),
      ports: new Map([[22, 'sshd']]),
    });
    expect(facts.cgroups.controllers).toContain('memory');
    expect(facts.disk.free).toBeGreaterThan(0);
    expect(facts.machineId).toMatch(/^[0-9a-f]{32}$/);
    // It is this machine's clock, read in between; to the second.
    expect(facts.clock).toBeGreaterThan(facts.asked.from - 1001);
    expect(facts.clock).toBeLessThan(facts.asked.to + 1001);
    expect(Math.abs((facts.download?.date ?? 0) - facts.clock)).toBeLessThan(600_000);
    expect([...facts.mounts.keys()]).toContain('/usr/local/bin');
    expect(facts.mounts.get('/tmp')?.mountPoint).toBe('/tmp');
    const file = facts.files.get('/etc/rancher/k3s/config.yaml');
    expect(file).toMatchObject({ mode: 0o600, owner: 'root:root', bytes: 9 });
    expect(file?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(facts.files.has('/none')).toBe(false);
    const [entry, ...others] = facts.entries;
    expect(entry).toMatchObject({ path: '/etc/rancher/k3s/config.yaml', bytes: 9 });
    expect(Math.abs((entry?.time ?? 0) - facts.clock)).toBeLessThan(600_000);
    expect(others).toEqual([]);
  });

  test('memory and disk are those of the host', async () => {
    await machine.overlay('/proc/meminfo', 'MemTotal: 1000 kB\nMemAvailable: 500 kB\n');
    await machine.fillDisk(1024);
    const facts = await probe(host);
    expect(facts.memory).toEqual({ total: 1_024_000, available: 512_000 });
    expect(facts.disk.free).toBeLessThanOrEqual(1024 * 1024);
    await machine.emptyDisk();
  });
});
