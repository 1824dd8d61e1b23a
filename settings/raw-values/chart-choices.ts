import { hasAuthType } from '../../platform/auth/auth-types.ts';
import { type Mapping, valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { classNamed } from './authenticators.ts';

/** A value of the chart that the platform settles itself, or that does harm on one's own hardware. */
interface Settled {
  readonly path: readonly string[];
  /** What of it is at odds. @default - any value */
  readonly odd?: (value: unknown) => boolean;
  readonly message: string;
  /** What to do about it. @default - nothing is known */
  readonly fix?: string | ((value: unknown) => string | undefined);
  /** @default 'warning' */
  readonly severity?: 'error' | 'warning';
}

const isTrue = (value: unknown) => value === true;
const renamed = {
  message: 'renames objects that the rest of the platform refers to',
  fix: 'leave it out',
  severity: 'error',
} as const;

// The chart's NOTES.txt fails with these, which its schema takes.
const refused = { message: 'makes Helm refuse the chart', severity: 'error', odd: () => true } as const;

const settled: readonly Settled[] = [
  { path: ['rbac', 'enabled'], ...refused, fix: 'use rbac.create' },
  { path: ['hub', 'fsGid'], ...refused, fix: 'use hub.podSecurityContext: { fsGroup: … }' },
  // Without the chart's empty default, a null too puts the release's name before every other.
  { path: ['fullnameOverride'], odd: (value) => value !== '', ...renamed },
  { path: ['nameOverride'], odd: Boolean, ...renamed },
  {
    path: ['hub', 'baseUrl'],
    message: 'overrides hub.baseUrl',
    fix: 'set hub.baseUrl instead',
  },
  {
    path: ['hub', 'config', 'JupyterHub', 'base_url'],
    message: 'moves the hub, but not its Ingress or the probes of its pod',
    fix: 'set hub.baseUrl instead',
  },
  {
    path: ['hub', 'config', 'JupyterHub', 'authenticator_class'],
    message: 'replaces the authenticator that auth sets up',
    fix: (value) => (hasAuthType(classNamed(value) ?? '') ? 'use auth, or leave it out' : undefined),
  },
  {
    path: ['hub', 'config', 'KubeSpawner', 'delete_pvc'],
    odd: isTrue,
    message: "deletes a user's home with the user",
    fix: 'leave it out: homes are kept',
  },
  {
    path: ['hub', 'db', 'pvc', 'annotations', 'helm.sh/resource-policy'],
    odd: (value) => value !== 'keep',
    message: "lets the hub's database be deleted with the release",
    fix: 'leave it out: it is "keep"',
  },
  {
    path: ['proxy', 'service', 'type'],
    odd: (value) => value !== 'ClusterIP',
    message: 'is decided by hub.exposure; a second LoadBalancer on ports 80 and 443 stays pending beside Traefik',
    fix: 'use hub.exposure',
  },
  {
    path: ['proxy', 'https', 'enabled'],
    odd: isTrue,
    message: 'only encrypts behind Traefik, where no client connects',
    fix: 'use hub.tls',
  },
  {
    path: ['scheduling', 'userScheduler', 'enabled'],
    odd: isTrue,
    message: "packs servers onto few nodes, with a scheduler that is older than the cluster's",
    fix: 'leave it out: servers are spread over the nodes',
  },
  {
    path: ['scheduling', 'userPlaceholder', 'enabled'],
    odd: isTrue,
    message: 'reserves room for an autoscaler that does not exist',
    fix: 'leave it out',
  },
  {
    path: ['prePuller', 'hook', 'enabled'],
    odd: isTrue,
    message: 'delays each upgrade indefinitely, until every node has every image',
    fix: 'leave it out: the images are put on the nodes beforehand',
  },
  {
    path: ['singleuser', 'cloudMetadata', 'blockWithIptables'],
    odd: isTrue,
    message: 'runs a privileged container in every server, to block an address that only exists in clouds',
    fix: 'leave it out',
  },
];

/** Finds raw values that are at odds with what the platform settles by itself. */
export function checkChartChoices(values: Mapping, at: readonly PathSegment[]): SettingsProblem[] {
  return settled.flatMap(({ path, odd = () => true, message, fix, severity = 'warning' }) => {
    const value = valueAt(values, path);
    if (value === undefined || !odd(value)) return [];
    const remedy = typeof fix === 'function' ? fix(value) : fix;
    return [{ path: [...at, ...path], message, ...(remedy && { fix: remedy }), severity }];
  });
}
