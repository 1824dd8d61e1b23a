import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { MovedSetting } from '../moved-settings.ts';
import { editSettings } from './settings-edit.ts';

const NOTHING = { moved: [], images: new Map<string, string>(), pinned: {} };
const withMoved = (...moved: MovedSetting[]) => ({ ...NOTHING, moved });
const minutes = (value: unknown) => (typeof value === 'number' ? `${value}m` : value);

describe('settings that moved', () => {
  test.each<[string, MovedSetting[], string, string, string[]]>([
    [
      'a new name stays in its place, with its comments',
      [{ from: 'hub.idle', to: 'hub.culling' }],
      '# all\nhub:\n  a: 1\n  # why\n  idle: "1h" # so long\n  b: 2\n',
      '# all\nhub:\n  a: 1\n  # why\n  culling: "1h" # so long\n  b: 2\n',
      ['platform.yaml:5: hub.idle is hub.culling now'],
    ],
    [
      'a new place is made where there is none, and an empty one goes',
      [{ from: 'hub.idle', to: 'limits.servers.idle' }],
      'hub:\n  idle: 1h # so long\nauth: {}\n',
      'auth: {}\nlimits:\n  servers:\n    idle: 1h # so long\n',
      ['platform.yaml:2: hub.idle is limits.servers.idle now'],
    ],
    [
      'a comment over an empty one stays',
      [{ from: 'hub.idle', to: 'idle' }],
      '# ours\nhub:\n  idle: 1h\n',
      '# ours\nhub: {}\nidle: 1h\n',
      ['platform.yaml:3: hub.idle is idle now'],
    ],
    [
      'a value changes with its name',
      [{ from: 'hub.idle', to: 'hub.culling', value: minutes }],
      'hub:\n  idle: 60 # so long\n',
      'hub:\n  culling: 60m # so long\n',
      ['platform.yaml:2: hub.idle is hub.culling now: "60m"'],
    ],
    [
      'a value changes alone',
      [{ from: 'hub.idle', value: minutes, to: 'hub.idle' }],
      'hub: { idle: 60 }\n',
      'hub: { idle: 60m }\n',
      ['platform.yaml:1: hub.idle is now "60m"'],
    ],
    [
      'each entry of a list',
      [{ from: 'images[*].from', to: 'images[*].build.base' }],
      'images:\n  - name: a\n    from: x\n  - name: b\n  - from: z\n    name: c\n',
      'images:\n  - name: a\n    build:\n      base: x\n  - name: b\n  - name: c\n    build:\n      base: z\n',
      [
        'platform.yaml:3: images[0].from is images[0].build.base now',
        'platform.yaml:5: images[2].from is images[2].build.base now',
      ],
    ],
    [
      'what is gone',
      [{ from: 'hub.old' }],
      'hub:\n  a: 1\n  old: { b: 2 }\n',
      'hub:\n  a: 1\n',
      ['platform.yaml:3: hub.old is gone: it has no effect any more'],
    ],
    [
      'what moved twice',
      [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'c.d' },
      ],
      'a: 1\n',
      'c:\n  d: 1\n',
      ['platform.yaml:1: a is b now', 'platform.yaml:1: b is c.d now'],
    ],
  ])('%s', (_, moved, text, becomes, done) => {
    expect(editSettings(text, withMoved(...moved))).toEqual({ text: becomes, done, left: [] });
    expect(editSettings(becomes, withMoved(...moved))).toEqual({ text: becomes, done: [], left: [] });
  });

  test.each<[string, MovedSetting, string, RegExp]>([
    [
      'both are set',
      { from: 'a', to: 'b' },
      'a: 1\nb: 2\n',
      /^platform.yaml:1: a is b now, and something else is there: set it yourself$/,
    ],
    [
      'the place is a value',
      { from: 'a', to: 'b.c' },
      'a: 1\nb: 2\n',
      /^platform.yaml:1: a is b.c now, and something else/,
    ],
    ['an anchor goes', { from: 'a' }, 'a: &x 1\nb: *x\n', /^platform.yaml: an anchor \("&name"\) is in the way/],
    ['it is no YAML', { from: 'a' }, 'a: [\n', /^platform.yaml is not valid YAML: `npx hubwright synth` says where/],
  ])('a person decides where %s', (_, moved, text, left) => {
    const edited = editSettings(text, withMoved(moved));
    expect(edited).toMatchObject({ text, done: [] });
    expect(edited.left[0]).toMatch(left);
  });
});

test('an image of an older version follows, a pinned release is named', () => {
  const text = 'cluster: { k3sVersion: v1 }\nimages:\n  - image: base:1 # ours\n  - image: other:1\n';
  const news = {
    ...NOTHING,
    images: new Map([['base:1', 'base:2']]),
    pinned: { 'cluster.k3sVersion': new Map([['v1', 'v2']]) },
  };
  expect(editSettings(text, news)).toEqual({
    text: text.replace('base:1', 'base:2'),
    done: ['platform.yaml:3: images[0].image is base:2'],
    left: [
      'platform.yaml:1: cluster.k3sVersion pins v1; this version is made for v2: write that, or remove the line to follow Hubwright',
    ],
  });
});

test('no line of the sample changes but the one that is meant', () => {
  const sample = readFileSync(join(import.meta.dirname, '../../platform.yaml'), 'utf8');
  const { text } = editSettings(sample, withMoved({ from: 'hub.culling.idle', to: 'hub.culling.after' }));
  expect(text).toBe(sample.replace('culling: { idle: 1h }', 'culling: { after: 1h }'));
});
