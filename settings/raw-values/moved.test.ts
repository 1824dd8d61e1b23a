import { describe, expect, test } from '@jest/globals';
import { chartSchema, type Schema } from './chart-facts.ts';
import { checkChartValues } from './chart-values.ts';
import { traitOf } from './hub-classes.ts';
import { moved } from './moved.ts';

const fix = (values: unknown) => checkChartValues(values, []).map((it) => it.fix);

test.each([
  [{ singleuser: { extraVolumes: [] } }, 'use singleuser.storage.extraVolumes'],
  [{ singleuser: { extraVolumeMounts: [] } }, 'use singleuser.storage.extraVolumeMounts'],
  [{ auth: { type: 'github' } }, 'use auth, next to hub in this file, or hub.config'],
  [{ hub: { auth: {} } }, 'use auth, next to hub in this file, or hub.config'],
  [{ 'singleuser.defaultUrl': '/lab' }, 'write nested mappings: singleuser: { defaultUrl: … }'],
  [{ jupyterhub: { hub: {} } }, 'remove "jupyterhub:" and move its contents up here'],
  [{ proxy: { nodeSelector: {} } }, 'use proxy.chp.nodeSelector'],
  [{ hub: { extraEnvFrom: [] } }, 'use hub.extraEnv'],
  [{ singleuser: { image: { pullSecret: 'x' } } }, 'use singleuser.image.pullSecrets'],
  [{ singleuser: { memory: { guarrantee: '1G' } } }, 'did you mean "guarantee"?'],
])('%j', (values, expected) => {
  expect(fix(values)).toEqual([expected]);
});

describe('every fix exists', () => {
  const known = (path: string) =>
    path
      .split('.')
      .reduce<Schema | undefined>(
        (schema, key) =>
          schema === undefined
            ? undefined
            : (schema.properties?.[key] ??
              Object.values(schema.patternProperties ?? {})[0] ??
              (schema.properties ? undefined : schema)),
        chartSchema(),
      );
  test.each(Object.entries(moved.values))('%s is unknown and %s is known', (from, to) => {
    expect(known(from)).toBeUndefined();
    for (const path of to.split(/, | and | or /)) expect(known(path)).toBeDefined();
  });
  test.each(moved.traits.flatMap(([base, names]) => Object.entries(names).map(([from, to]) => [base, from, to])))(
    '%s: %s is unknown and %s is known',
    (base = '', from = '', to = '') => {
      expect(traitOf(base, from).shapes).toEqual([]);
      expect(traitOf(base, to).shapes.length).toBeGreaterThan(0);
    },
  );
});
