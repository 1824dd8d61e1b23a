import { expect, test } from '@jest/globals';
import type { Mapping } from '../../system/mapping.ts';
import { roundTrip } from '../testing.ts';

const hubWith = (traits: Mapping) => ({
  hub: {
    config: {
      JupyterHub: { authenticator_class: 'generic-oauth' },
      GenericOAuthenticator: {
        client_id: 'hub',
        authorize_url: 'https://id.example.com/a',
        token_url: 'https://id.example.com/t',
        userdata_url: 'https://id.example.com/u',
        ...traits,
      },
    },
  },
});
const read = (key: string, claim: string) =>
  `read the groups from \`${key}\` in auth_state, and auth.groupsClaim reads the claim \`${claim}\` of the user: look whether the provider gives it`;

test.each<[string, Mapping, string, string | undefined]>([
  ['a claim', { auth_state_groups_key: 'oauth_user.groups', manage_groups: true }, 'groups', undefined],
  ['a nested claim', { auth_state_groups_key: 'oauth_user.realm_access.roles' }, 'realm_access.roles', undefined],
  ['a key right in auth_state', { auth_state_groups_key: 'groups' }, 'groups', read('groups', 'groups')],
  [
    'a key right in auth_state, and groups that may log in',
    { auth_state_groups_key: 'groups', manage_groups: true, allowed_groups: ['lab'] },
    'groups',
    read('groups', 'groups'),
  ],
  [
    'a key of something else in auth_state',
    { auth_state_groups_key: 'id.groups' },
    'id.groups',
    read('id.groups', 'id.groups'),
  ],
  [
    'a claim that another key names, too',
    { claim_groups_key: 'teams', auth_state_groups_key: 'oauth_user.groups' },
    'teams',
    undefined,
  ],
])('%s: the groups load, and nothing differs unsaid', (_, traits, claim, decide) => {
  const { draft, missing, comparison } = roundTrip(hubWith(traits));
  expect({ missing, different: comparison?.different }).toEqual({ missing: [], different: [] });
  expect(draft.get(['auth', 'groupsClaim'])).toBe(claim);
  const texts = draft.remarks.filter((it) => it.text.includes('auth.groupsClaim')).map((it) => it.text);
  expect(texts).toEqual(decide === undefined ? [] : [decide]);
  expect(draft.get(['hub', 'values'])).toBeUndefined();
});
