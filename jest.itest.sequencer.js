import Sequencer from '@jest/test-sequencer';

/** Those that take minutes, the longest first: begun late, one of them would run on alone. */
const LONG = [
  ...[
    'restore-cluster',
    'rollback',
    'image',
    'acceptance',
    'backup',
    'up-changes',
    'up',
    'up-multipass',
    'up-failures',
  ],
  ...[
    'up-recovery',
    'whole-life',
    'up-ha',
    'drain',
    'operators',
    'doctor',
    'up-killed',
    'ship',
    'preview',
    'package',
    'pages',
    'restore',
  ],
  ...['up-identity', 'adopt', 'move-redirected', 'move-interrupted', 'lock'],
].map((name) => `/${name}.itest.ts`);

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => LONG.findIndex((end) => path.endsWith(end)) + 1 || LONG.length + 1;
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
}
