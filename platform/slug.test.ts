import { expect, test } from '@jest/globals';
import { homeClaim, homeOwner } from './slug.ts';

// What KubeSpawner 7.0.0's own function answers.
test.each([
  ['ada', '', 'claim-ada'],
  ['user1', '', 'claim-user1'],
  ['1ada', '', 'claim-x-1ada---ba26231b'],
  ['ada.lovelace', '', 'claim-ada-lovelace---d239a0a8'],
  ['ada@example.com', '', 'claim-ada-example-com---b5fc85e5'],
  ['jacqueline.montgomery@example.com', '', 'claim-jacqueline-montgomery-example-com---791eadea'],
  ['a--b', '', 'claim-a-b---90827a2e'],
  ['ada-', '', 'claim-ada---28cd54fe'],
  ['Ünï', '', 'claim-n---216999f2'],
  ['x'.repeat(46), '', `claim-${'x'.repeat(46)}`],
  ['x'.repeat(47), '', 'claim-xxxxxxxxxxxxxxxxx--x---cfcbdd85'],
  ['x'.repeat(70), '', 'claim-xxxxxxxxxxxxxxxxx--x---0bc7a803'],
  [`a.${'x'.repeat(70)}`, '', 'claim-a-xxxxxxxxxxxxxxx--x---0cc2f8c8'],
  ['-', '', 'claim-x---3973e022'],
  ['ada---12345678', '', 'claim-ada-12345678---c928c039'],
  ['日本', '', 'claim-x---cf2abf0c'],
  ['@ff308@', '', 'claim-ff308---8d99b74f'],
  ['ada', 'gpu', 'claim-ada--gpu'],
  ['ada', 'My GPU', 'claim-ada--my-gpu---20462888'],
  ['ada@example.com', 'gpu', 'claim-ada-example-com---b5fc85e5--gpu'],
  ['jacqueline.montgomery@example.com', 'gpu', 'claim-jacqueline-montgo--gpu---a2fdabcb'],
  ['jacqueline.montgomery@example.com', 'another server', 'claim-jacqueline-montgo--another-server---f710b8fc'],
  ['y'.repeat(20), 'z'.repeat(26), `claim-${'y'.repeat(20)}--${'z'.repeat(26)}`],
  ['y'.repeat(20), 'z'.repeat(27), 'claim-yyyyyyyyyyyyyyyyy--zzzzzzzzzzzzzzzzz---818e3c0e'],
  ['Ünï', '日本', 'claim-n---216999f2--x---cf2abf0c'],
])('the home of %s, server "%s", is %s', (user, server, claim) => {
  expect(homeClaim(user, server)).toBe(claim);
});

const USERS = ['ada@example.com', 'jacqueline-montgo', "o'hara", 'o-hara'];

test.each([
  ['claim-grace', 'grace', ''],
  ['claim-grace--gpu', 'grace', 'gpu'],
  ['claim-o-hara', 'o-hara', ''],
  ['claim-o-hara---0c57eb3f', "o'hara", ''],
  ['claim-ada-example-com---b5fc85e5', 'ada@example.com', ''],
  ['claim-ada-example-com---b5fc85e5--gpu', 'ada@example.com', 'gpu'],
  // Names that several owners could have, or users that nobody knows any more.
  ['claim-jacqueline-montgo--gpu---a2fdabcb', undefined, undefined],
  ['claim-eve---12345678', undefined, undefined],
  ['claim-', undefined, undefined],
  ['hub-db-dir', undefined, undefined],
])('the claim %s is the home of %s', (claim, user, server) => {
  expect(homeOwner(claim, USERS)).toEqual(user === undefined ? undefined : { user, server });
});
