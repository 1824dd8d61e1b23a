import { expect, test } from '@jest/globals';
import { loadPlatform } from '../settings/load.ts';
import { folderWith, load, MINIMAL, USERS } from '../settings/testing.ts';
import { manifestsOf, shownValues } from './testing.ts';

const announcement = { text: 'Down at six', level: 'warning', from: '2027-01-15T18:00:00+01:00' };

test('an announcement is a ConfigMap that the hub mounts, and no value of the chart', () => {
  const [without, announced] = [load().platform, load({ announcement }).platform];
  expect(shownValues(announced)).toEqual(shownValues(without));
  expect(shownValues(without).hub).toMatchObject({
    extraVolumes: expect.arrayContaining([
      { name: 'hubwright-announcement', configMap: { name: 'hubwright-announcement', optional: true } },
    ]),
    extraVolumeMounts: expect.arrayContaining([
      { name: 'hubwright-announcement', mountPath: '/opt/hubwright/announcement', readOnly: true },
    ]),
  });
  const found = (platform: typeof without) =>
    manifestsOf(platform)['hubwright-base']?.find((it) => it.kind === 'ConfigMap');
  expect(found(without)).toBeUndefined();
  expect(JSON.parse(found(announced)?.data['announcement.json'])).toEqual({
    ...{ text: 'Down at six', level: 'warning', groups: [] },
    from: '2027-01-15T17:00:00+00:00',
  });
});

test('title and colors are values, logo and templates files', () => {
  const page = '{% extends "hubwright/page.html" %}';
  const directory = folderWith({
    'platform.yaml': {
      ...MINIMAL,
      hub: { pages: { title: 'Data', logo: 'a.svg', templates: 'pages', colors: { light: '#0B5CAD' } } },
    },
    'users.yaml': USERS,
    'a.svg': '<svg/>',
    'pages/page.html': page,
  });
  const { platform } = loadPlatform({ env: {}, directory });
  const values = shownValues(platform);
  expect(values.custom?.hubwright).toMatchObject({ title: 'Data', colors: { light: '#0b5cad', dark: '#f58b45' } });
  expect(values.hub).not.toHaveProperty('extraFiles');
  const name = 'hubwright-hub-pages';
  const of = (items: unknown) => (items as { name: string }[]).filter((it) => it.name === name);
  expect(of(values.hub?.extraVolumes)).toEqual([{ name, configMap: { name } }]);
  expect(of(values.hub?.extraVolumeMounts)).toEqual([
    { name, mountPath: '/opt/hubwright/pages/logo.svg', subPath: 'logo.svg', readOnly: true },
    { name, mountPath: '/opt/hubwright/pages/templates/page.html', subPath: 'templates-page.html', readOnly: true },
  ]);
  const map = manifestsOf(platform)['hubwright-hub']?.find(({ metadata }) => metadata.name === name);
  expect(map).toMatchObject({
    ...{ kind: 'ConfigMap', binaryData: { 'logo.svg': 'PHN2Zy8+' }, data: { 'templates-page.html': page } },
  });
});

test('without logo and templates there is nothing of them', () => {
  const { platform } = load();
  expect(shownValues(platform).custom?.hubwright).not.toHaveProperty('pages');
  expect(JSON.stringify(manifestsOf(platform))).not.toContain('hubwright-hub-pages');
});
