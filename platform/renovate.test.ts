import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { baseImage, k3sInstaller, versions } from './versions.ts';

/** A manager of renovate.json that finds versions by regular expressions. */
interface Manager {
  readonly description: string;
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
  readonly depNameTemplate?: string;
}

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { customManagers: managers } = JSON.parse(read('renovate.json')) as { customManagers: Manager[] };

/** Where versions of releases are written down. */
const files = [
  ...['platform/versions.ts', 'platform.yaml', 'cdk8s.yaml', 'docs/gpu.md', 'docs/airgap.md', '.ci/setup'],
  ...['hub/requirements.txt', 'imports/generate/requirements.txt', 'preview/server-requirements.in'],
  ...['image/hub/Dockerfile', 'image/hub/requirements.in', 'image/data-science/requirements.in'],
  ...readdirSync(join(root, 'examples'), { withFileTypes: true })
    .filter((it) => it.isDirectory())
    .map((it) => `examples/${it.name}/platform.yaml`),
];

const filesOf = ({ managerFilePatterns }: Manager) =>
  managerFilePatterns.map((pattern) => {
    const expression = new RegExp(pattern.slice(1, -1));
    return { pattern, found: files.filter((file) => expression.test(file)) };
  });

/** What a manager finds in a file: `name version`. */
function findings(manager: Manager, file: string): string[] {
  return manager.matchStrings
    .flatMap((expression) => [...read(file).matchAll(new RegExp(expression, 'g'))])
    .map(({ groups = {} }) => {
      const name = groups.depName ?? manager.depNameTemplate;
      return `${name} ${groups.currentValue ?? groups.currentDigest}`;
    });
}

describe('renovate.json', () => {
  test('finds each version of versions.ts that does not follow from another', () => {
    const found = managers.filter((it) => filesOf(it)[0]?.pattern === '/^platform/versions\\.ts$/');
    const { kubernetesOfChart, jupyterhubOfChart, kubespawner, configurableHttpProxy, kubernetes, ubuntu, ...own } =
      versions;
    // Of the chart and of its images; that of the k3s release; chosen by hand, since a cluster's VMs stay what they are.
    const followers = { kubernetesOfChart, jupyterhubOfChart, kubespawner, configurableHttpProxy, kubernetes, ubuntu };
    expect(Object.values(followers)).not.toContain(undefined);
    expect(found.flatMap((it) => findings(it, 'platform/versions.ts')).sort()).toEqual(
      [
        `jupyterhub-chart ${own.chart}`,
        `jupyterhub ${own.jupyterhub}`,
        `k3s-io/k3s ${own.k3s}`,
        `NVIDIA/k8s-device-plugin ${own.devicePlugin}`,
        `restic/restic ${own.restic}`,
        `k3s-io/helm-controller ${own.helmController}`,
        `k3s-installer ${/[0-9a-f]{40}/.exec(k3sInstaller.url)}`,
        baseImage.replace(':', ' '),
      ].sort(),
    );
    expect(Object.keys(own).sort()).toEqual(['chart', 'devicePlugin', 'helmController', 'jupyterhub', 'k3s', 'restic']);
  });

  test.each(managers.map((it) => [it.description, it] as const))(
    'looks where there is something to find: %s',
    (_, manager) => {
      for (const { pattern, found } of filesOf(manager)) {
        const all = found.flatMap((file) => findings(manager, file));
        expect({ pattern, all }).not.toEqual({ pattern, all: [] });
      }
      for (const expression of manager.matchStrings) {
        const texts = filesOf(manager).flatMap((it) => it.found.map(read));
        expect(texts.some((text) => new RegExp(expression).test(text)) ? '' : expression).toBe('');
      }
    },
  );

  test('has one version of each, wherever it is written', () => {
    const all = managers.flatMap((it) =>
      filesOf(it).flatMap(({ found }) => found.flatMap((file) => findings(it, file))),
    );
    const names = new Set(all.map((it) => it.split(' ')[0]));
    expect(new Set(all).size).toBe(names.size);
  });
});
