import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { MOVED_SETTINGS } from './moved-settings.ts';
import { RELEASES, thisRelease } from './releases.ts';
import { isReleased, versionsIn } from './update/changelog.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');
const changelog = read('CHANGELOG.md');

test('every release of the CHANGELOG is recorded, and no other: `npm version` does both', () => {
  expect(RELEASES.map((it) => it.version)).toEqual(versionsIn(changelog).reverse());
});

test('the last release is what is here, unless the CHANGELOG has something unreleased', () => {
  expect(isReleased(changelog) ? RELEASES.at(-1) : undefined).toEqual(
    isReleased(changelog) ? thisRelease() : undefined,
  );
});

test('settings moved from places that are free to places that there are', () => {
  const schema = JSON.parse(read('docs/platform.schema.json'));
  const isSetting = (path: string) => exists(schema, schema.definitions, path.replaceAll('[*]', '.*').split('.'));
  expect(['cluster.k3sVersion', 'images[*].image', 'hub.idle', 'cluster.name.x'].map(isSetting)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  for (const { from, to } of MOVED_SETTINGS) {
    expect([from, from !== to && isSetting(from)]).toEqual([from, false]);
    expect([to, to === undefined || isSetting(to)]).toEqual([to, true]);
  }
});

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

function exists(
  schema: Schema | undefined,
  definitions: Readonly<Record<string, Schema>>,
  path: readonly string[],
): boolean {
  const [first, ...rest] = path;
  if (schema === undefined || first === undefined) return schema !== undefined;
  const others = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (schema.$ref !== undefined) others.push(definitions[schema.$ref.replace('#/definitions/', '')] ?? {});
  const next = first === '*' ? schema.items : schema.properties?.[first];
  return exists(next, definitions, rest) || others.some((it) => exists(it, definitions, path));
}
