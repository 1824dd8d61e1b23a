import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { baseImage, chartHubImage, resticRelease, versions } from './versions.ts';

const read = (path: string) => readFileSync(new URL(`../imports/${path}`, import.meta.url), 'utf8');

test("the hub's classes are those of the pinned JupyterHub and KubeSpawner", () => {
  const pins = read('generate/requirements.txt').split('\n');
  expect(pins).toContain(`jupyterhub==${versions.jupyterhub}`);
  expect(pins).toContain(`jupyterhub-kubespawner==${versions.kubespawner}`);
});

test('every lock has the pinned JupyterHub, and the hub extends the pinned image of the chart', () => {
  for (const path of ['../image/hub/requirements.txt', '../image/data-science/requirements.txt']) {
    expect(read(path)).toMatch(new RegExp(`^jupyterhub==${versions.jupyterhub} `, 'm'));
  }
  for (const path of ['../hub/requirements.txt', '../preview/server-requirements.txt']) {
    expect(read(path)).toMatch(new RegExp(`^jupyterhub==${versions.jupyterhub}\\b`, 'm'));
  }
  expect(read('../image/hub/Dockerfile')).toContain(`ARG BASE=${chartHubImage}\n`);
});

test('the image of notebooks extends the pinned base, which minimal is', () => {
  expect(read('../image/data-science/Dockerfile')).toContain(`ARG BASE=${baseImage}\n`);
  expect(read('../platform.yaml')).toContain(`image: ${baseImage}\n`);
});

test('the page about clusters without internet downloads the pinned releases', () => {
  const page = read('../docs/airgap.md');
  expect(new Set(page.match(/jupyterhub-[\d.]+\.tgz/g))).toEqual(new Set([`jupyterhub-${versions.chart}.tgz`]));
  expect(page).toContain(`--version ${versions.chart}\n`);
  expect(page).toContain(`(default: ${versions.k3s}):`);
  expect(page).toContain(resticRelease.archive('amd64').url);
  expect(page).toContain(`\`${resticRelease.archive('arm64').file}\``);
  expect(page).toContain(`release=${versions.k3s.replace('+', '%2B')} `);
});

test('the chart is rendered for the Kubernetes of the pinned k3s', () => {
  const minor = (version: string) => version.replace(/^v?(\d+\.\d+)\..*$/, '$1');
  expect(minor(versions.kubernetes)).toBe(minor(versions.k3s));
});

test('imports/ is made from the pinned chart', () => {
  const { hub, proxy } = JSON.parse(read('z2jh-defaults.json'));
  expect(`${hub.image.name}:${hub.image.tag}`).toBe(chartHubImage);
  expect(proxy.chp.image.tag).toBe(versions.configurableHttpProxy);
  expect(read('z2jh-values.ts')).toContain(`chart jupyterhub ${versions.chart}.`);
});

test('the classes that the platform configures are among the imported ones', () => {
  const classes = JSON.parse(read('hub-classes.json'));
  expect(classes.KubeSpawner.traits.delete_pvc).toEqual({ is: 'bool' });
  expect(classes.JupyterHub.traits.authenticator_class.is).toBe('class');
  for (const name of ['GenericOAuthenticator', 'GitHubOAuthenticator', 'GoogleOAuthenticator']) {
    expect(classes[name].bases).toContain('OAuthenticator');
  }
  expect(classes.OAuthenticator.traits.client_secret).toEqual({ is: 'text' });
  expect(Object.keys(classes)).toEqual(expect.arrayContaining(['LDAPAuthenticator', 'NativeAuthenticator', 'Spawner']));
});
