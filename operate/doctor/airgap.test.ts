import { expect, test } from '@jest/globals';
import { folderWith, load } from '../../settings/testing.ts';
import { airgapCheck } from './airgap.ts';
import { reportOf } from './testing.ts';

test('a cluster with internet needs none', async () => {
  expect(await airgapCheck(load().platform, '.', ['amd64'])).toEqual([]);
});

test('files that are missing', async () => {
  const chart = { repository: 'https://charts.example.com/' };
  const { platform } = load({ cluster: { provider: 'local', airgap: 'k3s' }, hub: { chart } });
  const folder = folderWith({ 'k3s/install.sh': '' });
  const [check] = await airgapCheck(platform, folder, ['amd64']);
  expect(check && reportOf(check)).toEqual([
    'problems: amd64',
    expect.stringMatching(
      /^error: cluster\.airgap: \S+\/k3s: .*sha256sum-amd64\.txt is missing; k3s-airgap-images-amd64\.tar\.zst is missing \| `up` does not begin \| Download them again as docs\/airgap\.md says/,
    ),
  ]);
});
