import { expect, test } from '@jest/globals';
import { backedUp, backupTable } from './list.ts';
import type { Snapshot } from './repository.ts';

const time = (day: number) => Date.parse(`2026-11-${day}T02:00:00`);
const snapshot = (kind: Snapshot['kind'], node: string, day: number, claim?: string): Snapshot => ({
  ...{ id: `${kind}${node}${day}`, kind, node, time: time(day), files: 3, bytes: day * 1e6 },
  ...{ cluster: undefined, namespace: claim && 'jupyterhub', claim, paths: [claim ?? kind] },
});

test('homes first, by user and node, with the size of the newest; a claim that is gone by its name', () => {
  const list = backedUp(
    [
      snapshot('datastore', 's1', 25),
      snapshot('volume', 'a1', 24, 'claim-ada-example-com---b5fc85e5'),
      snapshot('volume', 'a1', 25, 'claim-ada-example-com---b5fc85e5'),
      snapshot('volume', 'a2', 20, 'claim-zed'),
      snapshot('hub-database', 's1', 25),
    ],
    new Map([['claim-ada-example-com---b5fc85e5', 'ada@example.com']]),
  );
  expect(backupTable(list, Number.POSITIVE_INFINITY).split('\n')).toEqual([
    'WHAT             NODE  SIZE   NEWEST            OLDEST            SNAPSHOTS',
    'ada@example.com  a1    25 MB  2026-11-25 02:00  2026-11-24 02:00  2',
    'zed              a2    20 MB  2026-11-20 02:00  2026-11-20 02:00  1',
    'datastore        s1    25 MB  2026-11-25 02:00  2026-11-25 02:00  1',
    'hub database     s1    25 MB  2026-11-25 02:00  2026-11-25 02:00  1',
  ]);
});
