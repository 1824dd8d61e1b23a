import { namedImages } from '../platform/named-images.ts';
import type { Platform } from '../platform/platform.ts';

/** What a fix depends on. */
export type ImageSettings = Pick<Platform, 'images' | 'hub' | 'servers'>;

/** Why a node cannot pull an image. */
export interface PullCause {
  /** As a sentence goes on. */
  readonly why: string;
  /** Whether no further try changes that. @default false */
  readonly isFinal?: true;
  readonly fix: (image: string, platform: ImageSettings) => string;
}

/** The first whose sign is there is the cause, so the more certain come first. Users read the same of `reasons.py`. */
const CAUSES: readonly (PullCause & { /** Found in what the kubelet says. */ readonly sign: RegExp })[] = [
  {
    sign: /no space left on device/i,
    why: "the node's disk is full",
    fix: () => 'Make room on that disk: docs/operate.md says where to look.',
  },
  {
    sign: /toomanyrequests|429 Too Many/i,
    why: 'its registry allows no more pulls for now',
    fix: () => 'Wait, or give the registry a login in registry.credentials.',
  },
  {
    sign: /proxyconnect/,
    why: 'the proxy of the nodes does not answer',
    fix: () => 'Does it run, and is cluster.proxy in platform.yaml right? Then the nodes go on by themselves.',
  },
  {
    sign: /failed to do request: \w+ "[^"]+": (Proxy Authentication Required|Unauthorized|Forbidden)/,
    why: 'the proxy of the nodes lets nobody through to its registry',
    isFinal: true,
    fix: () =>
      'Correct the login in cluster.proxy of platform.yaml, or have the proxy let the nodes connect to that registry.',
  },
  {
    sign: /\bdenied\b|unauthorized|authorization failed|no basic auth|insufficient_scope|: 40[13] /i,
    why: 'its registry refuses the login, or there is none',
    isFinal: true,
    fix: () => 'Correct registry.credentials in platform.yaml, then `npx hubwright up`.',
  },
  {
    sign: /dial tcp|no such host|timeout|connection re(fused|set)|deadline exceeded|\bEOF\b|RegistryUnavailable|: 5\d\d /i,
    why: 'its registry does not answer',
    fix: (image) => `Once it answers, the nodes go on by themselves. On a node: \`sudo k3s crictl pull ${image}\`.`,
  },
  {
    sign: /x509|server gave HTTP response to HTTPS client|SignatureValidationFailed/i,
    why: "the node does not trust its registry's certificate, or its signature",
    fix: () => 'Name the authority in certificateAuthority of platform.yaml, then `npx hubwright up`.',
  },
  {
    sign: /not found|manifest unknown|no match for platform|no matching manifest/i,
    why: 'its registry does not have it',
    isFinal: true,
    fix: (image, platform) =>
      isBuiltHere(image, platform)
        ? '`npx hubwright image ship` pushes it there.'
        : 'Correct its name or tag in platform.yaml, then `npx hubwright up`.',
  },
  {
    sign: /InvalidImageName|invalid reference/,
    why: 'that is not the name of an image',
    isFinal: true,
    fix: () => 'Correct it in platform.yaml, then `npx hubwright up`.',
  },
];

const OTHER: PullCause = {
  why: 'its node says why',
  fix: (image) => `On that node: \`sudo k3s crictl pull ${image}\`.`,
};

/** The cause that something tells of what the kubelet has said of one image. */
export function causeOfPull(said: readonly string[]): PullCause {
  return CAUSES.find(({ sign }) => said.some((it) => sign.test(it))) ?? OTHER;
}

function isBuiltHere(image: string, platform: ImageSettings): boolean {
  return namedImages(platform).some(({ build, reference }) => build !== undefined && reference === image);
}
