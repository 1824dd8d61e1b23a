import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadPlatform } from './load.ts';
import { folderWith, MINIMAL, USERS } from './testing.ts';

/** An image that is built from a Dockerfile, as the platform has it. */
function imageOf(labels: string, settings: Record<string, unknown> = {}) {
  const images = [{ name: 'a', build: 'image', ...settings }];
  const directory = folderWith({ 'platform.yaml': { ...MINIMAL, images }, 'users.yaml': USERS });
  mkdirSync(join(directory, 'image'));
  writeFileSync(join(directory, 'image/Dockerfile'), `ARG BASE=a:1\nFROM $BASE\n${labels}`);
  const [image] = loadPlatform({ directory, env: {} }).platform.images;
  return { title: image?.title, description: image?.description };
}

const LABELS = `LABEL org.opencontainers.image.title="Ours" \\
      org.opencontainers.image.description="With pandas."
`;

test.each<[string, string, Record<string, unknown>, ReturnType<typeof imageOf>]>([
  ['its labels', LABELS, {}, { title: 'Ours', description: 'With pandas.' }],
  ['the settings, which win', LABELS, { title: 'B', description: 'C' }, { title: 'B', description: 'C' }],
  ['nothing, without labels', '', {}, { title: undefined, description: undefined }],
  ['nothing, of empty ones', LABELS.replaceAll(/"[^"]*"/g, '" "'), {}, { title: undefined, description: undefined }],
  [
    'what a card has room for',
    LABELS.replaceAll(/"([^"]*)"/g, (_, text) => `"${text.repeat(80)}"`),
    {},
    { title: `${'Ours'.repeat(20).slice(0, 79)}…`, description: `${'With pandas.'.repeat(80).slice(0, 499)}…` },
  ],
])('an image that is built here is described by %s', (_, labels, settings, described) => {
  expect(imageOf(labels, settings)).toEqual(described);
});
