import { databaseClaim } from '../platform/database-place.ts';
import type { Platform } from '../platform/platform.ts';

/** What brings the hub's database back once a newer hub has migrated it. */
export function databaseWayBack(platform: Platform): string {
  const claim = databaseClaim(platform);
  if (claim === undefined) return 'a dump of it';
  return claim.class === undefined ? '`npx hubwright rollback`' : `a copy of its volume on ${claim.class}`;
}
