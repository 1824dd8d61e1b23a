import Sequencer from '@jest/test-sequencer';

/** Those that take minutes, the longest first: begun late, one of them would run on alone. */
const LONG = [
  ...['acceptance', 'image', 'restore-cluster', 'backup', 'up-recovery', 'up', 'up-changes', 'up-multipass'],
  ...['move-home', 'up-ha', 'up-failures', 'up-killed', 'whole-life', 'restore', 'preview'],
].map((name) => `/${name}.itest.ts`);

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => LONG.findIndex((end) => path.endsWith(end)) + 1 || LONG.length + 1;
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
}
