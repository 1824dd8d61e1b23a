import { namedImages } from '../platform/named-images.ts';
import type { Platform } from '../platform/platform.ts';
import type { FoundPod } from './pods.ts';

/** The chart's pods that pull all images of servers on their node, before servers start. */
export const PULLER = 'continuous-image-puller';

/** An image that nodes try to pull, and cannot. */
export interface UnpulledImage {
  readonly image: string;
  readonly nodes: readonly string[];
  /** Why, as a sentence goes on. */
  readonly why: string;
  readonly fix: string;
  /** Whether no further try changes that. */
  readonly isFinal: boolean;
}

type Setting = Pick<Platform, 'images' | 'hub' | 'servers' | 'registry'>;

interface Cause {
  /** Found in what the kubelet says. */
  readonly sign: RegExp;
  readonly why: string;
  readonly fix: (image: string, platform: Setting) => string;
}

/** The first whose sign is there is the cause, so the more certain come first. Users read the same of `reasons.py`. */
const CAUSES: readonly Cause[] = [
  {
    sign: /no space left on device/i,
    why: "the node's disk is full",
    fix: () => 'Make room on that disk: docs/operate.md says where to look.',
  },
  {
    sign: /toomanyrequests|\b429\b/i,
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
    fix: () =>
      'Correct the login in cluster.proxy of platform.yaml, or have the proxy let the nodes connect to that registry.',
  },
  {
    sign: /access denied|unauthorized|authorization failed|no basic auth|insufficient_scope|: 40[13] /i,
    why: 'its registry refuses the login, or there is none',
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
    fix: (image, platform) =>
      isBuiltHere(image, platform)
        ? '`npx hubwright image ship` pushes it there.'
        : 'Correct its name or tag in platform.yaml, then `npx hubwright up`.',
  },
  {
    sign: /InvalidImageName|invalid reference/,
    why: 'that is not the name of an image',
    fix: () => 'Correct it in platform.yaml, then `npx hubwright up`.',
  },
];

const OTHER: Omit<Cause, 'sign'> = {
  why: 'its node says why',
  fix: (image) => `On that node: \`sudo k3s crictl pull ${image}\`.`,
};

/** Those that pods of the release wait for, each once. */
export function unpulledImages(pods: readonly FoundPod[], platform: Setting): UnpulledImage[] {
  const waiting = pods.flatMap((it) => (it.unpulled === undefined ? [] : [{ ...it.unpulled, ...it }]));
  const images = [...new Set(waiting.map(({ image }) => image))];
  return images.map((image) => {
    const those = waiting.filter((it) => it.image === image);
    const said = those.map(({ problem }) => problem);
    const { why, fix } = CAUSES.find(({ sign }) => said.some((it) => sign.test(it))) ?? OTHER;
    const nodes = [...new Set(those.map(({ node }) => node))].sort();
    return { image, nodes, why, fix: fix(image, platform), isFinal: those.some((it) => it.isFinal === true) };
  });
}

function isBuiltHere(image: string, platform: Setting): boolean {
  return namedImages(platform).some(({ build, reference }) => build !== undefined && reference === image);
}
