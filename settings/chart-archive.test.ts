import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { versions } from '../platform/versions.ts';
import { checkKubernetes, readChartArchive } from './chart-archive.ts';
import { complaints, load } from './testing.ts';

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubwright-chart-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** An archive as `helm package` makes it. */
function pack(name: string, files: Record<string, string>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(at(name), path, '..'), { recursive: true });
    writeFileSync(join(at(name), path), content);
  }
  execFileSync('tar', ['-czf', at(`${name}.tgz`), '-C', at(name), '.']);
  return `${name}.tgz`;
}

function read(file: string) {
  const chart = { file, version: '4.4.0', repository: 'https://example.com/' };
  const { archive, problems } = readChartArchive(chart, folder);
  return archive === undefined ? problems[0]?.message.replace(`"${file}" `, '') : 'a chart';
}

test('a chart of JupyterHub is taken', () => {
  expect(read(pack('good', { 'jupyterhub/Chart.yaml': 'name: jupyterhub\nversion: 4.4.0\n' }))).toBe('a chart');
  expect(read(pack('fork', { 'x/Chart.yaml': 'name: acme-jupyterhub\n', 'x/a/Chart.yaml': 'name: a\n' }))).toBe(
    'a chart',
  );
});

test('a chart that does not support the Kubernetes of the settings is reported', () => {
  const chart = { file: undefined, version: versions.chart, repository: 'https://example.com/' };
  const Chart = (kubeVersion: string) => `name: jupyterhub\nkubeVersion: ${JSON.stringify(kubeVersion)}\n`;
  const packed = (name: string, range: string) => ({ ...chart, file: pack(name, { 'x/Chart.yaml': Chart(range) }) });
  const problems = [
    chart,
    { ...chart, version: '3.0.0' },
    packed('newer', '>=1.99.0-0'),
    packed('fitting', '>=1.32.0-0'),
    packed('unread', '^1.2'),
  ].map((it) => checkKubernetes(versions.k3s, readChartArchive(it, folder).kubernetes)[0]?.message);
  const version = versions.k3s.replace('+k3s1', '');
  const newer = `the chart needs Kubernetes >=1.99.0-0, and this is ${version}`;
  expect(problems).toEqual([undefined, undefined, newer, undefined, undefined]);
  expect(complaints(() => load({ cluster: { provider: 'local', k3sVersion: 'v1.27.16+k3s1' } }))).toContainEqual(
    expect.stringContaining(
      'cluster.k3sVersion: the chart needs Kubernetes >=1.28.0-0, and this is v1.27.16; set a release of k3s that it supports, or another chart in hub.chart',
    ),
  );
});

test('everything else is refused, and none of its content is shown', () => {
  const files: Record<string, () => unknown> = {
    'text.tgz': () => writeFileSync(at('text.tgz'), 's3cret'),
    'gzip.tgz': () => writeFileSync(at('gzip.tgz'), gzipSync('s3cret: it\n'.repeat(100))),
    'cut.tgz': () => writeFileSync(at('cut.tgz'), gzipSync('x'.repeat(1000)).subarray(0, 20)),
    'bomb.tgz': () => writeFileSync(at('bomb.tgz'), gzipSync(Buffer.alloc(64 * 2 ** 20))),
    'backup.tgz': () => pack('backup', { 'etc/shadow': 's3cret' }),
    'other.tgz': () => pack('other', { 's3cret/Chart.yaml': 'name: s3cret\n' }),
    'odd.tgz': () => pack('odd', { 'x/Chart.yaml': '- [s3cret' }),
    'large.tgz': () => execFileSync('truncate', ['--size=1T', at('large.tgz')]),
    'endless.tgz': () => symlinkSync('/dev/zero', at('endless.tgz')),
    'folder.tgz': () => mkdirSync(at('folder.tgz')),
    'circle.tgz': () => symlinkSync('circle.tgz', at('circle.tgz')),
  };
  for (const make of Object.values(files)) make();
  const results = Object.fromEntries(Object.keys(files).map((name) => [name, read(name)]));
  expect(results).toMatchInlineSnapshot(`
    {
      "backup.tgz": "is not a chart: it has no folder with a Chart.yaml",
      "bomb.tgz": "is not a chart: it unpacks to more than 32 MiB",
      "circle.tgz": "the chart archive cannot be read (ELOOP)",
      "cut.tgz": "is a broken gzip archive: copy or download it again",
      "endless.tgz": "is larger than 180 KiB in base64, the most that k3s applies as one object",
      "folder.tgz": "the chart archive cannot be read (EISDIR)",
      "gzip.tgz": "is not a chart: it does not contain a tar archive",
      "large.tgz": "is larger than 180 KiB in base64, the most that k3s applies as one object",
      "odd.tgz": "is not the chart of JupyterHub",
      "other.tgz": "is not the chart of JupyterHub",
      "text.tgz": "is not a gzip archive",
    }
  `);
  expect(JSON.stringify(results)).not.toContain('s3cret');
});
