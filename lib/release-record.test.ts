import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { chartValues, secretChartValues } from './chart-values.ts';
import { mergeValues } from './merge.ts';
import { appliedSize, MOST_APPLIED_BYTES } from './object-size.ts';
import { MOST_RECORD_BYTES, recordBytes } from './release-record.ts';
import { manifestsOf } from './testing.ts';

const KIB = 1024;
/** What no compression makes smaller, in base64, so many bytes of it. */
const noise = (bytes: number) => randomBytes(bytes).toString('base64');
/** The same as a text of so many characters. */
const text = (length: number) => noise(length).slice(0, length);

test('files of the largest sizes that the settings admit fit into the record, and into what k3s applies, all at once', () => {
  const { platform } = load();
  const largest = {
    ...platform,
    chartArchive: noise(46_000),
    authorities: text(32 * KIB),
    serverFiles: { '/etc/data.bin': noise(100 * KIB) },
    servers: { ...platform.servers, files: [{ path: '/etc/data.bin', mode: '0644' }] } as typeof platform.servers,
    pageFiles: { logo: { name: 'logo.png', base64: noise(64 * KIB) }, templates: { 'page.html': text(64 * KIB) } },
  };
  const values = mergeValues(chartValues(largest), secretChartValues(largest) ?? {});
  expect(recordBytes(values)).toBeLessThan(MOST_RECORD_BYTES);
  for (const object of Object.values(manifestsOf(largest)).flat()) {
    expect([object.metadata.name, appliedSize(object) <= MOST_APPLIED_BYTES]).toEqual([object.metadata.name, true]);
  }
});

test.each([
  ['text of the hub', { hub: { extraFiles: { a: { mountPath: '/a', stringData: text(90_000) } } } }],
  ['bytes of the hub', { hub: { extraFiles: { a: { mountPath: '/a', binaryData: noise(67_500) } } } }],
  ['bytes of servers', { singleuser: { extraFiles: { a: { mountPath: '/a', binaryData: noise(67_500) } } } }],
  ['data of servers', { singleuser: { extraFiles: { a: { mountPath: '/a', data: { b: text(90_000) } } } } }],
])('a file among the values is in it three times: %s', (_, values) => {
  // As given, in base64 among the values in the hub's Secret, and in a Secret as a file: compressed, 67,500 bytes each time.
  const added = (recordBytes(values) - recordBytes({})) / ((67_500 * 4) / 3);
  expect(added).toBeGreaterThan(2.9);
  expect(added).toBeLessThan(3.6);
});
