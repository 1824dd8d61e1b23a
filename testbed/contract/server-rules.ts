import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { ContractCluster } from './cluster.ts';
import { NAME } from './cluster.ts';

/** What is on a server that runs. */
export function serverRules(of: () => ContractCluster): void {
  describe('a server', () => {
    test('has its full token in a file, which says whose CA it is', async () => {
      expect(await of().host.read('/var/lib/rancher/k3s/server/token')).toMatch(/^K10[0-9a-f]{64}::server:\S+\n$/);
      expect(await of().host.read('/etc/rancher/k3s/k3s.yaml')).toContain('server: https://127.0.0.1:6443');
    });

    test('says when a node reported its state, in whole seconds of the node', async () => {
      const heard = async () => {
        const node = await of().node();
        return node.status.conditions.find((it: { type: string }) => it.type === 'Ready').lastHeartbeatTime;
      };
      expect(await heard()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.000)?Z$/);
    });

    test('has its certificates in files, its own before that of the CA, and the same one in the kubeconfig', async () => {
      const data = '/var/lib/rancher/k3s';
      const admin = (await of().host.read(`${data}/server/tls/client-admin.crt`)) ?? '';
      expect(new X509Certificate(admin).subject).toContain('CN=system:admin');
      expect(await of().host.read('/etc/rancher/k3s/k3s.yaml')).toContain(
        `client-certificate-data: ${Buffer.from(admin).toString('base64')}`,
      );
      const kubelet = (await of().host.read(`${data}/agent/client-kubelet.crt`)) ?? '';
      expect(new X509Certificate(kubelet).subject).toContain('CN=system:node:');
      const authority = new X509Certificate((await of().host.read(`${data}/server/tls/server-ca.crt`)) ?? '');
      expect(Date.parse(authority.validTo)).toBeGreaterThan(Date.parse(new X509Certificate(admin).validTo));
    });

    test('etcd-snapshot: a file with the name that was given goes into a folder of its own, and is deleted', async () => {
      const folder = '/var/lib/rancher/k3s/server/db';
      if ((await of().host.exec(['test', '-d', `${folder}/etcd`], { allow: [1] })).exitCode !== 0) return;
      const list = async () => (await of().host.exec(['ls', `${folder}/snapshots`])).stdout.split('\n');
      await of().host.exec(['k3s', 'etcd-snapshot', 'save', '--name', NAME]);
      const [saved = ''] = (await list()).filter((it) => it.startsWith(`${NAME}-`));
      expect(saved).not.toBe('');
      await of().host.exec(['k3s', 'etcd-snapshot', 'delete', saved]);
      expect(await list()).not.toContain(saved);
    });

    test('notes on its node which machine it is and how it was started, flags and values apart, secrets masked', async () => {
      const { metadata, status } = await of().node();
      expect(`${status.nodeInfo.machineID}\n`).toBe(await of().host.read('/etc/machine-id'));
      const words: string[] = JSON.parse(metadata.annotations['k3s.io/node-args']);
      expect(words[0]).toBe('server');
      expect(words.filter((it) => /^--.*=/.test(it))).toEqual([]);
      const token = words.indexOf('--token');
      expect(token === -1 ? '********' : words[token + 1]).toBe('********');
      expect(Object.keys(JSON.parse(metadata.annotations['k3s.io/node-env']))).not.toContain('PATH');
    });

    test('says its release in the first line', async () => {
      const { stdout } = await of().host.exec(['k3s', '--version']);
      expect(stdout.split('\n')[0]).toMatch(/^k3s version v1\.\d+\.\d+\+k3s\d+ \(\S+\)$/);
    });
  });
}
