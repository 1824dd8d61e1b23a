import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { k3sNodes } from '../../cluster/node-config.ts';
import { splitReference } from '../../platform/image-reference.ts';
import { loadPlatform } from '../../settings/load.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import { knownOf } from '../plan/run-reported.ts';
import { pending } from '../plan/step.ts';
import { bareFacts } from '../testing.ts';
import { importImages, removeTars, shippedImages } from './images.ts';

const FOLDER = '/var/lib/rancher/k3s/agent/images';

test('once the images are there, tars of earlier ones go, except for the last', () => {
  const { platform } = loadPlatform({ directory: join(import.meta.dirname, '../..') });
  const [node] = k3sNodes(platform);
  const references = shippedImages(platform);
  const [reference] = references;
  if (node === undefined || reference === undefined) throw new Error('The example has a node and builds an image');
  const { tag } = splitReference(reference);
  const named = (digest: string) => `${FOLDER}/data-science-${digest}-amd64.tar`;
  const entries = [named('1'.repeat(16)), named('2'.repeat(16)), named(tag), `${FOLDER}/others.tar`];
  const lines = (paths: readonly string[]) => {
    const facts = bareFacts('10.0.0.1', { entries: paths.map((path, time) => ({ path, bytes: 1, time })) });
    const known = knownOf(new Map([[node.name, facts]]));
    const steps = importImages({ node, facts }, { platform } as PlanInput);
    return steps.flatMap((it) => pending(it, known).map((action) => action.command));
  };
  const wait = `wait for k3s to have ${references.join(', ')}, at most 15 minutes`;
  expect(lines(entries)).toEqual([wait, `rm -f -- ${named('1'.repeat(16))}`]);
  expect(lines(entries.slice(1))).toEqual([wait]);
});

test('tars of images that left the settings go at the end, with how much that frees', () => {
  expect(removeTars({})).toEqual([]);
  const entries = ['a', 'b'].map((name) => ({ path: `${FOLDER}/${name}.tar`, bytes: 1_500_000_000, time: 0 }));
  const [step, ...more] = removeTars({ leftTars: new Map([['a1', entries]]) });
  expect(more).toEqual([]);
  expect(step).toMatchObject({ id: 'tars/a1', host: 'a1', needs: ['pulled'] });
  expect(step?.actions.map((it) => it.command)).toEqual([`rm -f -- ${FOLDER}/a.tar ${FOLDER}/b.tar (frees 3.0 GB)`]);
});
