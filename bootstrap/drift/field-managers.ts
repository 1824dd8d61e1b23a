import * as z from 'zod';
import { isMapping, type Mapping } from '../../system/mapping.ts';
import type { Path } from './differences.ts';

const MANAGED = z.object({
  metadata: z.object({
    managedFields: z.array(z.object({ manager: z.string().default(''), fieldsV1: z.unknown() })),
  }),
});
/** Programs by which people change objects; controllers go by other names, those inside of k3s by `k3s`. */
const BY_HAND = /^(kubectl|helm|k9s|lens|freelens|headlamp)\b/i;
/** k3s as it applies manifests. Source: k3s-io/k3s, `util.GetUserAgent("deploy")` in `pkg/server/server.go`. */
const DEPLOYER = /^deploy(@|$)/;

/** Who has last written a field of an object. */
export interface Writers {
  /** Whether a person has, by all that Kubernetes tells. */
  readonly isByHand: boolean;
  /** Whether it was k3s alone, from a manifest: so come defaults as well. */
  readonly isDeployed: boolean;
}

/**
 * Reads from `metadata.managedFields` who has written a field, or anything beneath it. Pure.
 *
 * Neither is true of a field that nobody has written, such as one that was taken out, or of an object that tells nothing.
 */
export function writersOf(object: Mapping, path: Path): Writers {
  const entries = MANAGED.safeParse(object).data?.metadata.managedFields ?? [];
  const managers = entries.filter(({ fieldsV1 }) => holds(fieldsV1, path)).map((it) => it.manager);
  return {
    isByHand: managers.some((it) => BY_HAND.test(it)),
    isDeployed: managers.length > 0 && managers.every((it) => DEPLOYER.test(it)),
  };
}

function holds(fields: unknown, path: Path): boolean {
  let at = fields;
  for (const key of path) {
    if (!isMapping(at)) return false;
    at = at[`f:${key}`];
  }
  return at !== undefined;
}
