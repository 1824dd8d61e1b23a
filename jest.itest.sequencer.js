import Sequencer from '@jest/test-sequencer';

/** Those that take minutes, the longest first: begun late, one of them would run on alone. */
const LONG = [
  ...['acceptance', 'up', 'backup', 'package', 'preview', 'adopt', 'restore', 'k3s', 'ssh-host'],
  ...['rollback.long', 'image.long', 'restore-cluster.long'],
  ...[
    'up-changes.long',
    'up-failures.long',
    'pages.long',
    'up-ha.long',
    'up-killed.long',
    'up-recovery.long',
    'doctor.long',
  ],
  ...['whole-life.long', 'ship.long', 'up-multipass.long', 'up-identity.long', 'operators.long', 'drain.long'],
].map((name) => `/${name}.itest.ts`);

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => LONG.findIndex((end) => path.endsWith(end)) + 1 || LONG.length + 1;
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
}
