import { withoutSecrets } from '../system/secret-forms.ts';
import { accessChanges } from './access-changes.ts';
import { backupChanges } from './backup-changes.ts';
import type { Change } from './change.ts';
import { imageChanges, sizeChanges } from './choice-changes.ts';
import { clusterChanges } from './cluster-changes.ts';
import { hubChanges } from './hub-changes.ts';
import { limitChanges } from './limit-changes.ts';
import { pageChanges } from './page-changes.ts';
import { releaseChanges } from './release-changes.ts';
import { removedObjects } from './removed-objects.ts';
import { roleChanges } from './role-changes.ts';
import { serverChanges } from './server-changes.ts';
import { settingsChanges } from './settings-changes.ts';
import type { Side } from './side.ts';
import { storageChanges } from './storage-changes.ts';
import { userChanges } from './user-changes.ts';
import { valueChanges } from './value-changes.ts';

/** What a change does, and for whom, in words; the first entry says whether the hub restarts. */
export function describeChanges(before: Side, after: Side): Change[] {
  const [previous, current] = [before.platform, after.platform];
  const changes = [
    ...hubChanges(before, after),
    ...releaseChanges(before, after),
    ...[
      valueChanges,
      userChanges,
      imageChanges,
      sizeChanges,
      serverChanges,
      storageChanges,
      backupChanges,
      accessChanges,
      roleChanges,
      pageChanges,
      limitChanges,
      clusterChanges,
    ].flatMap((describe) => describe(previous, current)),
    ...removedObjects(before, after),
    ...settingsChanges(previous, current),
  ];
  // An address among the settings may hold a password.
  return changes.map((change) => ({ ...change, text: withoutSecrets(change.text) }));
}
