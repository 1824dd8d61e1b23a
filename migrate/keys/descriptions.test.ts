import { expect, test } from '@jest/globals';
import type { Mapping } from '../../system/mapping.ts';
import { roundTrip } from '../testing.ts';

const image = { name: 'quay.io/jupyter/scipy-notebook', tag: '2026-08-10' };
const OTHER = 'quay.io/jupyter/r-notebook:2026-08-10';
const profile = (title: string, description: string | undefined, override: Mapping = {}) => ({
  display_name: title,
  ...(description !== undefined && { description }),
  ...(Object.keys(override).length > 0 && { kubespawner_override: override }),
});
const lost = (title: string, text: string) =>
  `the description of \`${title}\` is in no image or size, since others have the same: set \`description\` of one to "${text}"`;

/** Profiles, the descriptions of the images and sizes that they become, and what is said of others. */
const CASES: Readonly<
  Record<string, readonly [profiles: object[], images: unknown[], sizes: unknown[], said: string[]]>
> = {
  'one that sets nothing': [[profile('Lab', 'For all')], ['For all'], ['For all'], []],
  'one that sets nothing, beside another image': [
    [profile('Lab', 'For all'), profile('R', 'For R', { image: OTHER })],
    ['For all', 'For R'],
    [undefined],
    [],
  ],
  'one that sets nothing, beside another size': [
    [profile('Small', 'For <b>all</b>'), profile('Large', 'For few', { mem_limit: '8G', mem_guarantee: '8G' })],
    [undefined],
    ['For all', 'For few'],
    [],
  ],
  'of a choice, rather than of its profile': [
    [
      {
        ...profile('Lab', 'For all'),
        profile_options: {
          image: { display_name: 'Image', choices: { r: profile('R', 'For R', { image: OTHER }) } },
        },
      },
    ],
    ['For R'],
    ['For all'],
    [],
  ],
  'two that are the same': [
    [profile('Lab', 'For all'), profile('Lab again', 'Also for all')],
    [undefined],
    [undefined],
    [lost('Lab', 'For all'), lost('Lab again', 'Also for all')],
  ],
  none: [
    [profile('Lab', undefined), profile('R', ' <br> ', { image: OTHER })],
    [undefined, undefined],
    [undefined],
    [],
  ],
};

test.each(Object.entries(CASES))('descriptions of profiles: %s', (_, [profileList, images, sizes, said]) => {
  const { draft, missing, comparison } = roundTrip({ singleuser: { image, profileList } });
  expect({ missing, different: comparison?.different }).toEqual({ missing: [], different: [] });
  const of = (key: string) => (draft.get([key]) as { description?: string }[]).map((it) => it.description);
  expect({ images: of('images'), sizes: of('sizes') }).toEqual({ images, sizes });
  const texts = draft.remarks.filter((it) => it.text.startsWith('the description of')).map((it) => it.text);
  expect(texts).toEqual(said);
});
