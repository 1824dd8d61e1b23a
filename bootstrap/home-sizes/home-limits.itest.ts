import { describe, expect, test } from '@jest/globals';
import { runInKernel, whyNoUserModeLinux } from '../../testbed/user-mode-linux.ts';

const path = (name: string) => new URL(name, import.meta.url).pathname;
const why = await whyNoUserModeLinux();
if (why !== undefined) console.warn(`quotas are not tried: ${why}`);

(why === undefined ? describe : describe.skip)('quotas of homes in a real kernel', () => {
  test('homes on XFS and ext4 do not grow beyond the limit, whatever comes to them', async () => {
    const disks = [
      { mebibytes: 128, make: ['/usr/sbin/mkfs.ext4', '-q', '-F', '-O', 'project,quota'] },
      { mebibytes: 320, make: ['/usr/sbin/mkfs.xfs', '-q', '-f'] },
    ] as const;
    const answers = await runInKernel(path('home-limits.check.py'), disks, {
      PROGRAM: path('home-limits.py'),
      SWAP: path('../../operate/homes/swap.py'),
    });
    /** What a user finds: the two kernels' words for it differ. */
    const found = (full: string, kind: string) => ({
      'without prjquota': expect.stringMatching(`is on ${kind}, mounted with .*: it has no project quotas`),
      set: '',
      'what was there counts': [full, 'done'],
      'what still fits': 'done',
      'a home that is larger': full,
      'after making room': ['done', 'done'],
      'what is no home': ['done', 'done', 'done'],
      'a new one': full,
      projects: [1, 2, 3],
      restored: ['/pvc-0_jupyterhub_claim-ada/old.before', '', '', true],
      'cut off': true,
      raised: ['', 'done'],
      off: ['', 'done'],
    });
    expect(JSON.parse(answers)).toEqual({ ext4: found('EDQUOT', 'ext4'), xfs: found('ENOSPC', 'xfs') });
  });
});
