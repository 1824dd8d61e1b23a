import { expect, test } from '@jest/globals';
import { knownVulnerabilities } from './jupyterhub-vulnerabilities.ts';
import { versions } from './versions.ts';

test.each([
  ['4.1.6', 12],
  ['5.4.3', 12],
  ['5.4.4', 11],
  ['5.4.6', 10],
  ['5.5.0', 9],
  ['5.5.1', 7],
  ['5.5.2', 6],
  ['5.5.3', 0],
  ['5.10.0', 0],
  ['6.0.1', 6],
  ['6.1.0rc1', 6],
  ['6.1.0', 0],
  ['6.1.1.dev0', 0],
  ['7.0.0', 0],
])('JupyterHub %s has %i', (version, count) => {
  expect(knownVulnerabilities(version)).toHaveLength(count);
});

test('the one that concerns most hubs comes first', () => {
  expect(knownVulnerabilities(versions.jupyterhubOfChart)[0]).toBe('GHSA-hx46-2cv3-mh6g');
});

test('the JupyterHub that Hubwright is tested with has none', () => {
  expect(knownVulnerabilities(versions.jupyterhub)).toEqual([]);
});
