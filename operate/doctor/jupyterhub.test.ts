import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { load } from '../../settings/testing.ts';
import { askVulnerabilities, vulnerabilityCheck } from './jupyterhub.ts';
import { reportOf } from './testing.ts';

const all =
  'GHSA-hx46-2cv3-mh6g, GHSA-93gc-h923-mp36, GHSA-r764-xgvf-jrfj, GHSA-pvm9-48cg-w76j, GHSA-5jhc-4h3c-q97h, GHSA-x7xh-7hc7-9436';

test.each(['5.5.4', '6.1.1'])('a hub without vulnerabilities: %s', (release) => {
  expect(reportOf(vulnerabilityCheck({ build: 'image/hub', image: undefined }, release))).toEqual([`ok: ${release}`]);
});

test.each([
  [{}, 'Set `hub: { build: image/hub }`, then `npx hubwright image build` and `npx hubwright up`.'],
  [
    { image: 'acme/hub:1' },
    'Set `hub: { build: image/hub }`, or an image of JupyterHub 5.5.4 or newer in `hub.image`, then `npx hubwright image build` and `npx hubwright up`.',
  ],
  [
    { build: 'image/our-hub' },
    'Pin jupyterhub==5.5.4 in image/our-hub, then `npx hubwright image build` and `npx hubwright up`.',
  ],
])('every hole is named, and what closes it for %j', (hub, fix) => {
  expect(reportOf(vulnerabilityCheck({ build: undefined, image: undefined, ...hub }, '5.5.2'))[1]).toBe(
    `warning: hub: JupyterHub 5.5.2 has ${all} | signed-in users can stop the hub, or see and do what they are not allowed to | ${fix}`,
  );
});

test('a hub of another image is asked itself', async () => {
  const { platform } = load({ hub: { image: 'acme/hub:1' } });
  const { signal } = new AbortController();
  const asked: string[] = [];
  const host = fakeHost('server-1', {
    run: async (argv: readonly string[]) => {
      asked.push(argv.join(' '));
      return { exitCode: 0, stdout: '7.0.0\n', stderr: '' };
    },
  });
  expect(reportOf(await askVulnerabilities(host, platform, signal))).toEqual([
    'problems: 7.0.0',
    'warning: hub: JupyterHub 7.0.0 is of another major version than those that this Hubwright is for: 5 and 6 | the hub may not start | Use JupyterHub 5 or 6 in the image of the hub, or a Hubwright for 7.',
  ]);
  expect(asked).toEqual(['k3s kubectl exec -n jupyterhub deploy/hub -c hub -- jupyterhub --version']);
});
