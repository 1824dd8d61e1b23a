import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { load } from '../settings/testing.ts';
import { chartValues } from './chart-values.ts';
import { mergeValues } from './merge.ts';
import { appliedSize, MOST_APPLIED_BYTES } from './object-size.ts';
import { manifestsOf, shownValues } from './testing.ts';

const OWN = { own: { mountPath: '/etc/own', stringData: 'x' } };

const codeOf = (platform: Parameters<typeof manifestsOf>[0]) => {
  const secret = manifestsOf(platform)['hubwright-hub']?.find((it) => it.metadata.name === 'hubwright-hub-code');
  return parse(secret?.stringData['values.yaml']);
};

test('the values that the HelmChart shows and those with the code are all values together', () => {
  for (const hub of [{}, { values: { hub: { extraFiles: OWN } } }]) {
    const { platform } = load({ hub });
    expect(mergeValues(shownValues(platform), codeOf(platform))).toEqual(chartValues(platform));
  }
});

test('files of the settings stay where a review sees them', () => {
  const { platform } = load({ hub: { values: { hub: { extraFiles: OWN } } } });
  expect(shownValues(platform).hub?.extraFiles).toEqual(OWN);
  expect(codeOf(platform).hub.extraFiles).toHaveProperty(['hubwright-setup.py']);
  expect(shownValues(load().platform).hub).not.toHaveProperty('extraFiles');
});

test('k3s can apply the release with an archive of the chart, which has 46 KB, and as much again of files', () => {
  const archive = randomBytes(46_000).toString('base64');
  const pages = { page: { mountPath: '/etc/page', stringData: randomBytes(46_000).toString('base64') } };
  const { platform } = load({ hub: { values: { hub: { extraFiles: pages } } } });
  for (const object of manifestsOf({ ...platform, chartArchive: archive })['hubwright-hub'] ?? []) {
    expect([object.kind, appliedSize(object) <= MOST_APPLIED_BYTES]).toEqual([object.kind, true]);
  }
});
