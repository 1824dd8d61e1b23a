import Sequencer from '@jest/test-sequencer';

/** Those that take minutes, the longest first: begun late, one of them would run on alone. */
const LONG = [
  ...['rollback', 'image', 'acceptance', 'restore-cluster'],
  ...['up', 'up-changes', 'up-failures', 'pages', 'backup', 'up-ha', 'up-killed', 'up-recovery', 'doctor', 'package'],
  ...['up-keys', 'backup-repositories', 'notices', 'up-releases', 'reboot'],
  ...['whole-life', 'ship', 'up-multipass', 'up-identity', 'operators', 'drain', 'preview', 'adopt', 'up-secrets'],
  ...['k3s', 'restore', 'move-interrupted', 'move-redirected', 'lock', 'ssh-host'],
].map((name) => new RegExp(`/${name}(\\.long)?\\.itest\\.ts$`));

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => LONG.findIndex((it) => it.test(path)) + 1 || LONG.length + 1;
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
}
