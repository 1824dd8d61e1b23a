import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ApiObject, App, Chart, Yaml } from 'cdk8s';
import { writtenForEveryReader } from './manifest-yaml.ts';

test('the manifests of any app are written for every reader, and cdk8s has its own writer back', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'hubwright-manifests-'));
  const { save } = Yaml;
  try {
    writtenForEveryReader(() => {
      const app = new App({ outdir });
      const chart = new Chart(app, 'own');
      for (const name of ['a', 'b'])
        new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { '=': '0o17' } });
      app.synth();
    });
    expect(readFileSync(join(outdir, 'own.k8s.yaml'), 'utf8')).toBe(
      ['a', 'b']
        .map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  "=": "0o17"\n`)
        .join('---\n'),
    );
    expect(() =>
      writtenForEveryReader(() => {
        throw new Error('no charts');
      }),
    ).toThrow('no charts');
    expect(Yaml.save).toBe(save);
  } finally {
    rmSync(outdir, { recursive: true });
  }
});
