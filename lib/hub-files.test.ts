import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { hubPaths, names } from '../platform/names.ts';
import { load } from '../settings/testing.ts';
import { appliedSize, MOST_APPLIED_BYTES } from './object-size.ts';
import { manifestsOf, shownValues } from './testing.ts';

type VolumeMount = Record<'name' | 'mountPath' | 'subPath', string>;

const { platform } = load();
const hubObjects = (of = platform) => manifestsOf(of)['hubwright-hub'] ?? [];
const codeOf = (of = platform) => hubObjects(of).find(({ metadata }) => metadata.name === names.hubCode);

test('the hub mounts each file of its code at its place', () => {
  const { extraVolumes, extraVolumeMounts = [] } = shownValues(platform).hub ?? {};
  expect(extraVolumes).toContainEqual({ name: names.hubCode, configMap: { name: names.hubCode } });
  const files = (extraVolumeMounts as VolumeMount[]).filter((it) => it.name === names.hubCode);
  const mounted = files.map(({ mountPath, subPath }) => [mountPath, codeOf()?.data[String(subPath)]]);
  expect(mounted).toEqual(platform.hubFiles.map(({ path, content }) => [`${hubPaths.code}/${path}`, content]));
});

test('no file of it is a value of the chart; those of hub.values are', () => {
  const own = { own: { mountPath: '/etc/own', stringData: 'x' } };
  expect(shownValues(load({ hub: { values: { hub: { extraFiles: own } } } }).platform).hub?.extraFiles).toEqual(own);
  expect(shownValues(platform).hub).not.toHaveProperty('extraFiles');
});

test('another code is another value of the chart, so that the hub restarts', () => {
  const [first, ...others] = platform.hubFiles;
  const digest = (of: typeof platform) => JSON.stringify(shownValues(of).custom);
  const changed = { ...platform, hubFiles: [{ path: String(first?.path), content: 'other' }, ...others] };
  expect(digest(changed)).not.toBe(digest(platform));
  expect(digest({ ...platform })).toBe(digest(platform));
});

test('k3s can apply the release with an archive of the chart, which has 46 KB, and more than twice as much of files', () => {
  const chartArchive = randomBytes(46_000).toString('base64');
  const pages = { page: { mountPath: '/etc/page', stringData: randomBytes(100_000).toString('base64') } };
  const { platform: large } = load({ hub: { values: { hub: { extraFiles: pages } } } });
  for (const object of hubObjects({ ...large, chartArchive })) {
    expect([object.kind, appliedSize(object) <= MOST_APPLIED_BYTES]).toEqual([object.kind, true]);
  }
});
