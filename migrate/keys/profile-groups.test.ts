import { expect, test } from '@jest/globals';
import { roundTrip } from '../testing.ts';

const R = 'quay.io/jupyter/r-notebook:2026-08-10';
const big = { mem_guarantee: '8G', mem_limit: '8G' };
const oidc = {
  client_id: 'hub',
  authorize_url: 'https://id.example.com/a',
  token_url: 'https://id.example.com/t',
  userdata_url: 'https://id.example.com/u',
  username_claim: 'email',
  claim_groups_key: 'groups',
  manage_groups: true,
  allowed_groups: ['all'],
};
const withGroups = { JupyterHub: { authenticator_class: 'generic-oauth' }, GenericOAuthenticator: oidc };
const withoutGroups = { Authenticator: { allowed_users: ['ada'], admin_users: ['ada'] } };
const profile = (display_name: string, kubespawner_override: object, more: object = {}) => ({
  display_name,
  kubespawner_override,
  ...more,
});
const GPUS = { allowed_groups: ['gpus'] };
const KEPT = 'was for some groups or teams only, and so is its image or size now';
const OPEN = 'was for some groups or teams only: set `groups` of its image or size';

/** Profiles, the groups of the images and sizes that they become, and what is said of the last one. */
test.each<[string, object[], (string[] | undefined)[], (string[] | undefined)[], string]>([
  [
    'an image of its own',
    [profile('Lab', {}), profile('R', { image: R }, GPUS)],
    [undefined, ['gpus']],
    [undefined],
    KEPT,
  ],
  ['a size of its own', [profile('Lab', {}), profile('Big', big, GPUS)], [undefined], [undefined, ['gpus']], KEPT],
  [
    'the same for others',
    [profile('R', { image: R }, { allowed_teams: ['lab:r'] }), profile('Big R', { image: R, ...big }, GPUS)],
    [['lab:r', 'gpus']],
    [['lab:r'], ['gpus']],
    KEPT,
  ],
  [
    'an image and a size that everyone has, but not together',
    [profile('Big', big), profile('R', { image: R }), profile('Big R', { image: R, ...big }, GPUS)],
    [undefined, undefined],
    [undefined, undefined],
    OPEN,
  ],
  [
    'no group at all',
    [profile('Lab', {}), profile('R', { image: R }, { allowed_groups: [] })],
    [undefined, undefined],
    [undefined],
    OPEN,
  ],
  [
    'more than images and sizes say',
    [profile('Lab', {}), profile('Host', { extra_pod_config: { hostNetwork: true } }, GPUS)],
    [undefined],
    [undefined],
    OPEN,
  ],
])('a profile for some groups, with %s', (_, profileList, images, sizes, said) => {
  const { draft, missing } = roundTrip({ hub: { config: withGroups }, singleuser: { profileList } });
  expect(missing).toEqual([]);
  const groupsOf = (key: string) => (draft.settings[key] as { groups?: string[] }[]).map((it) => it.groups);
  expect({ images: groupsOf('images'), sizes: groupsOf('sizes') }).toEqual({ images, sizes });
  const ofLast = draft.remarks.filter(({ keys }) => keys[0] === `singleuser.profileList[${profileList.length - 1}]`);
  expect(ofLast.map((it) => it.text)).toContain(said);
});

test.each<[string, object[], object]>([
  ['an image of its own', [profile('Lab', {}), profile('R', { image: R }, GPUS)], { images: 1, sizes: 1 }],
  ['a size of its own', [profile('Lab', {}), profile('Big', big, GPUS)], { images: 1, sizes: 1 }],
  ['the only image and size', [profile('Lab', {}, GPUS)], { images: 1, sizes: 1 }],
])('a profile for groups that nobody is in opens to nobody: %s', (_, profileList, counts) => {
  const { draft, missing } = roundTrip({ hub: { config: withoutGroups }, singleuser: { profileList } });
  expect(missing).toEqual([]);
  const countOf = (key: string) => (draft.settings[key] as object[]).length;
  expect({ images: countOf('images'), sizes: countOf('sizes') }).toEqual(counts);
  expect(draft.remarks.map((it) => it.text)).toContainEqual(
    expect.stringMatching(/^(images|sizes)\[.\](\.groups)? is left out: no user is in the group "gpus"/),
  );
});
