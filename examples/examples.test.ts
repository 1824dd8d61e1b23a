import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { checkManifests } from '../cli/check-manifests.ts';
import { k3sNodes } from '../cluster/node-config.ts';
import type { ChartValues } from '../imports/z2jh-values.ts';
import { type Manifest, manifestsOf, shownValues } from '../lib/testing.ts';
import { X509 } from '../platform/auth/testing.ts';
import { describeCapacity } from '../platform/describe-capacity.ts';
import type { Platform } from '../platform/platform.ts';
import { versions } from '../platform/versions.ts';
import { weakPoints } from '../platform/weak-points.ts';
import { loadPlatform } from '../settings/load.ts';
import { toYaml } from '../system/yaml.ts';

/** What a synth of an example is made from, and what it makes. */
interface Example {
  readonly platform: Platform;
  readonly values: ChartValues;
  readonly objects: readonly Manifest[];
}

const kinds = ({ objects }: Example) => objects.map((it) => `${it.kind}/${it.metadata.name}`);
const roles = ({ platform }: Example) => k3sNodes(platform).map((it) => it.role);

/** What each example is there to show. */
const shows: Readonly<Record<string, (example: Example) => void>> = {
  'one-machine': (example) => {
    expect(roles(example)).toEqual(['server']);
    expect(example.values.hub?.image?.name).toMatch(/\/hub$/);
    expect(kinds(example).filter((it) => it.startsWith('Secret/hubwright-users-'))).toHaveLength(1);
  },
  'three-vms': (example) => {
    expect(roles(example)).toEqual(['server', 'agent', 'agent']);
    expect(example.values.singleuser?.storage?.dynamic?.storageClass).toBe('hubwright-home');
    expect(example.values.singleuser?.profileList).toHaveLength(1);
  },
  'high-availability': (example) => {
    expect(roles(example)).toEqual(['server', 'server', 'server', 'agent', 'agent']);
    expect(example.values.hub?.db?.url).toBe('postgresql+psycopg2://jupyterhub@db.example.com:5432/jupyterhub');
    expect(example.values.singleuser?.storage?.dynamic?.storageClass).toBe('ceph-block');
    expect(example.values.ingress?.tls).toEqual([{ hosts: ['hub.example.com'], secretName: 'hub-tls' }]);
    expect(kinds(example)).toContain('Secret/hubwright-secret-values');
  },
  'ldap-nfs': (example) => {
    expect(example.values.hub?.config?.LDAPAuthenticator).toMatchObject({ server_address: 'ldap.example.com' });
    expect(example.values.singleuser?.storage?.type).toBe('none');
    expect(example.values.singleuser?.extraEnv).toMatchObject({ GIT_SSL_CAINFO: '/etc/hubwright/ca/bundle.pem' });
    expect(example.values.singleuser?.storage?.extraVolumes).toMatchObject([
      { name: 'home', nfs: { server: 'nfs.example.com', path: '/export/homes' } },
      { nfs: { server: 'nfs.example.com', path: '/export/datasets' } },
      { name: 'scratch', emptyDir: { sizeLimit: '20Gi' } },
    ]);
    expect(example.values.singleuser?.initContainers).toMatchObject([
      { name: 'materials', volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }] },
    ]);
    expect(Object.values(example.values.singleuser?.extraFiles ?? {})).toContainEqual(
      expect.objectContaining({ mountPath: '/etc/pip.conf' }),
    );
    expect(example.values.custom?.hubwright).toMatchObject({
      shared: [{ name: 'projects', groups: ['data-science'] }],
    });
  },
  gpu: (example) => {
    expect(kinds(example)).toContain('DaemonSet/hubwright-device-plugin');
    expect(kinds(example)).toContain('HelmChartConfig/traefik');
    expect(example.values.ingress?.hosts).toEqual(['gpu.example.com']);
    expect(describeCapacity(example.platform)).toMatch(/\b8 gpu\b/);
    expect(JSON.stringify(example.values.singleuser?.profileList)).toContain('"nvidia.com/gpu"');
  },
  airgapped: (example) => {
    const chart = example.objects.find((it) => it.kind === 'HelmChart');
    expect(chart?.spec.chartContent).toMatch(/^H4sI/);
    expect(chart?.spec.repo).toBeUndefined();
    expect(example.platform.cluster.airgap).toBe('airgap');
  },
};

const work = mkdtempSync(join(tmpdir(), 'hubwright-examples-'));
afterAll(() => rmSync(work, { recursive: true }));

/** A project with the settings of an example, and what its comments ask for. */
function project(name: string): string {
  const folder = join(work, name);
  cpSync(join(import.meta.dirname, name), folder, { recursive: true });
  symlinkSync(join(import.meta.dirname, '../image'), join(folder, 'image'));
  if (name === 'ldap-nfs') writeFileSync(join(folder, 'company-ca.pem'), X509);
  if (name === 'airgapped') {
    mkdirSync(join(folder, 'jupyterhub'));
    writeFileSync(join(folder, 'jupyterhub/Chart.yaml'), `name: jupyterhub\nversion: ${versions.chart}\n`);
    execFileSync('tar', ['-czf', join(folder, `jupyterhub-${versions.chart}.tgz`), '-C', folder, 'jupyterhub']);
  }
  return folder;
}

const env = { OIDC_CLIENT_SECRET: 's3cret', DATABASE_PASSWORD: 's3cret', LDAP_PASSWORD: 's3cret' };
const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((it) => it.isDirectory());

describe('the examples', () => {
  test('are those that this file knows', () => {
    expect(folders.map((it) => it.name).sort()).toEqual(Object.keys(shows).sort());
  });

  test.each(Object.keys(shows))('%s is synthesized without a warning', (name) => {
    const directory = project(name);
    const { platform, warnings } = loadPlatform({ directory, env });
    expect([...warnings, ...weakPoints(platform)]).toEqual([]);
    expect(describeCapacity(platform)).not.toMatch(/unknown|\b0 /);

    const charts = manifestsOf(platform);
    const dist = join(directory, 'dist');
    mkdirSync(dist);
    for (const [chart, objects] of Object.entries(charts)) {
      writeFileSync(join(dist, `${chart}.k8s.yaml`), objects.map(toYaml).join('---\n'));
    }
    checkManifests(dist, platform.cluster.k3sVersion);
    const objects = Object.values(charts).flat();
    expect(JSON.stringify(objects.filter((it) => it.kind === 'HelmChart'))).not.toContain('s3cret');
    shows[name]?.({ platform, values: shownValues(platform), objects });
  });
});
