import { describe, expect, it } from '@jest/globals';
import type { HostFacts } from '../../cluster/probe.ts';
import type { FoundEntry, FoundUnit } from '../../cluster/probe-answers.ts';
import { LocalHost } from '../../providers/local/local-host.ts';
import { inUnits } from '../../system/bytes.ts';
import { planShipment, type ShippedImage } from './ship-plan.ts';

const GB = 1e9;
const FOLDER = '/var/lib/rancher/k3s/agent/images';
const host = new LocalHost('node-1');

function image(title: string, digit: string, change: Partial<ShippedImage> = {}): ShippedImage {
  const digest = digit.repeat(16);
  const tar = { path: `/project/${title}.tar`, bytes: GB, sha256: 'aa' };
  const reference = `registry.hubwright.internal/${title}:${digest}`;
  const rest = { folder: title, base: undefined, alsoInUse: [], tars: new Map([['amd64', tar]] as const) };
  return { title, name: title, digest, reference, ...rest, ...change };
}

/** What of the facts counts here. */
function node(change: { arch?: string; free?: number; images?: string[]; unit?: FoundUnit; tars?: FoundEntry[] } = {}) {
  const { arch = 'amd64', free = 50 * GB, images = [], unit, tars = [] } = change;
  return {
    architecture: arch,
    disk: { total: 100 * GB, free },
    images: new Set(images),
    units: new Map(unit === undefined ? [] : [['k3s-agent', unit]]),
    clock: 10_000_000,
    entries: tars,
  } as unknown as HostFacts;
}
const tar = (name: string, time = 0, bytes = GB): FoundEntry => ({ path: `${FOLDER}/${name}`, time, bytes });
const active = { state: 'active', isEnabled: true };

const steps = (images: ShippedImage[], state: ReturnType<typeof node>) => {
  const { uploads, unit, imports, removals } = planShipment(images, state, host);
  return [
    ...uploads.map(({ path }) => `upload ${path.replace(FOLDER, '')}`),
    ...(unit === undefined ? [] : imports.map(({ image }) => `${unit}: await ${image.title}`)),
    ...removals.map((path) => `remove ${path.replace(FOLDER, '')}`),
  ];
};

describe('a node', () => {
  it('that is new gets every tar, before k3s is there', () => {
    expect(steps([image('a', '1'), image('b', '2')], node())).toEqual([
      'upload /a-1111111111111111-amd64.tar',
      'upload /b-2222222222222222-amd64.tar',
    ]);
  });

  it('that runs is seen to import what it lacks', () => {
    const tars = [tar('a-1111111111111111-amd64.tar')];
    const state = node({ unit: active, tars, images: ['registry.hubwright.internal/b:2222222222222222'] });
    expect(steps([image('a', '1'), image('b', '2')], state)).toEqual([
      'upload /b-2222222222222222-amd64.tar',
      'k3s-agent: await a',
    ]);
  });

  it('with a tar of another size gets it again', () => {
    const tars = [tar('a-1111111111111111-amd64.tar', 0, GB / 2)];
    expect(steps([image('a', '1')], node({ tars }))).toEqual(['upload /a-1111111111111111-amd64.tar']);
  });

  it('keeps what is in use and the last previous tar, of this image only, and an upload that may be under way', () => {
    const names = ['a-3333333333333333-amd64.tar', 'a-4444444444444444-amd64.tar', 'a-5555555555555555-amd64.tar'];
    const tars = [
      ...names.map((name, i) => tar(name, i)),
      tar('a-1111111111111111-amd64.tar', 9),
      tar('b-2222222222222222-amd64.tar'),
      tar('.a-3333333333333333-amd64.tar.hubwright', 1_000_000),
      tar('.a-4444444444444444-amd64.tar.hubwright', 9_900_000),
    ];
    const used = image('a', '1', { alsoInUse: ['3'.repeat(16)] });
    const images = [used.reference];
    expect(steps([used], node({ unit: active, tars, images }))).toEqual([
      'remove /a-4444444444444444-amd64.tar',
      'remove /.a-3333333333333333-amd64.tar.hubwright',
    ]);
    expect(steps([used], node({ unit: { state: 'activating', isEnabled: true }, tars, images }))).toEqual([]);
  });
});

describe('a node is refused', () => {
  const refusal = (images: ShippedImage[], state: ReturnType<typeof node>) => {
    try {
      planShipment(images, state, host);
    } catch (error) {
      const { message, fix } = error as { message: string; fix: string };
      return { message, fix };
    }
    throw new Error('it was not');
  };

  it('if no tar is for its architecture, with all images that lack one', () => {
    expect(refusal([image('a', '1'), image('b', '2')], node({ arch: 'arm64' }))).toEqual({
      message: 'node-1 (this machine) is arm64, and a is built for amd64, b is built for amd64',
      fix: 'Also build for it: `npx hubwright image build a b --arch arm64`.',
    });
    expect(refusal([image('a', '1')], node({ arch: 'riscv64' })).fix).toBe('Images can be built for amd64 and arm64.');
  });

  it('if its disk would be fuller than Kubernetes bears', () => {
    expect(refusal([image('a', '1')], node({ free: 6 * GB }))).toMatchObject({
      message: 'node-1 (this machine): no room for 2.0 GB of images and their tars: 6.0 GB of 100.0 GB are free',
    });
    expect(steps([image('a', '1')], node({ free: 7 * GB }))).toHaveLength(1);
    const tars = [tar('a-1111111111111111-amd64.tar')];
    expect(steps([image('a', '1')], node({ free: 0, tars }))).toEqual([]);
  });
});

it('bytes are shown in units', () => {
  expect([1, 1500, 2_400_000, 1_449_000_000].map(inUnits)).toEqual(['1 KB', '2 KB', '2 MB', '1.4 GB']);
});
