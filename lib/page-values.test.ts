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
  const values = shownValues(loadPlatform({ env: {}, directory }).platform);
  expect(values.custom?.hubwright).toMatchObject({ title: 'Data', colors: { light: '#0b5cad', dark: '#f58b45' } });
  expect(values.hub?.extraFiles).toEqual({
    'pages-logo.svg': { mountPath: '/opt/hubwright/pages/logo.svg', binaryData: 'PHN2Zy8+' },
    'pages-templates-page.html': { mountPath: '/opt/hubwright/pages/templates/page.html', stringData: page },
  });
});
