import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import type { FoundPod } from './pods.ts';
import { PULLER, unpulledImages } from './unpulled.ts';

const { platform } = load({ images: [{ name: 'minimal', image: 'quay.io/x/minimal:1' }] });
const pod = (image: string, problem: string, more: Partial<FoundPod> & { node?: string } = {}): FoundPod => {
  const { node = 'a1', ...others } = more;
  return { component: PULLER, isReady: false, problem, unpulled: { image, node, pod: 'puller-1' }, ...others };
};
const found = (...pods: readonly FoundPod[]) => unpulledImages(pods, platform);
const PULL = 'ErrImagePull: failed to pull and unpack image "quay.io/x/minimal:1": failed to resolve reference';

/** Words of the kubelet and of containerd, of k3s v1.36.5. */
test.each([
  [`${PULL}: quay.io/x/minimal:1: not found`, 'its registry does not have it', 'Correct its name or tag'],
  [
    `${PULL}: unexpected status from HEAD request to https://quay.io/v2/x/minimal/manifests/1: 401 Unauthorized`,
    'its registry refuses the login, or there is none',
    'registry.credentials',
  ],
  [
    `${PULL}: failed to do request: Head "https://quay.io/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    "the node does not trust its registry's certificate, or its signature",
    'certificateAuthority',
  ],
  [
    `${PULL}: failed to do request: Head "https://quay.io/v2/": dial tcp: lookup quay.io: no such host`,
    'its registry does not answer',
    'sudo k3s crictl pull quay.io/x/minimal:1',
  ],
  [`${PULL}: dial tcp 10.0.0.9:5000: connect: connection refused`, 'its registry does not answer', 'by themselves'],
  [
    `${PULL}: failed to do request: Head "https://r.lan:5000/v2/x/manifests/403": proxyconnect tcp: dial tcp 10.0.0.8:3128: connect: connection refused`,
    'the proxy of the nodes does not answer',
    'cluster.proxy',
  ],
  ...['Unauthorized', 'Forbidden', 'Proxy Authentication Required'].map((status) => [
    `${PULL}: failed to do request: Head "https://r.lan:5000/v2/x/manifests/1": ${status}`,
    'the proxy of the nodes lets nobody through to its registry',
    'cluster.proxy',
  ]),
  [`${PULL}: quay.io/x/minimal:403: not found`, 'its registry does not have it', 'Correct its name or tag'],
  [
    `${PULL}: unexpected status from HEAD request to https://r.lan/v2/: 503 Service Unavailable`,
    'its registry does not answer',
    'by themselves',
  ],
  [`${PULL}: 429 Too Many Requests - toomanyrequests`, 'its registry allows no more pulls for now', 'Wait'],
  ['ErrImagePull: write /var/lib/x: no space left on device', "the node's disk is full", 'Make room'],
  ['InvalidImageName: Failed to apply default image tag', 'that is not the name of an image', 'Correct it'],
  ['ImagePullBackOff', 'its node says why', 'sudo k3s crictl pull quay.io/x/minimal:1'],
])('%s', (problem, why, fix) => {
  expect(found(pod('quay.io/x/minimal:1', problem))).toEqual([
    { image: 'quay.io/x/minimal:1', nodes: ['a1'], why, fix: expect.stringContaining(fix), isFinal: false },
  ]);
});

test('an image is named once, with all nodes, and the cause that one of them tells', () => {
  const image = 'quay.io/x/minimal:1';
  const [one, ...others] = found(
    pod(image, 'ImagePullBackOff', { node: 'a2' }),
    pod(image, `${PULL}: not found`, { isFinal: true }),
    pod('other:1', 'InvalidImageName'),
    { component: 'hub', isReady: true, problem: '' },
  );
  expect(one).toMatchObject({ nodes: ['a1', 'a2'], why: 'its registry does not have it', isFinal: true });
  expect(others.map((it) => it.image)).toEqual(['other:1']);
});

test('an image that is built here was not pushed', () => {
  const images = [{ ...platform.images[0], build: 'image/data-science', reference: 'registry.lan/hub/data-science:1' }];
  const built = { ...platform, images } as typeof platform;
  const problem = 'ErrImagePull: registry.lan/hub/data-science:1: not found';
  const [only] = unpulledImages([pod('registry.lan/hub/data-science:1', problem)], built);
  expect(only?.fix).toBe('`npx hubwright image ship` pushes it there.');
});
