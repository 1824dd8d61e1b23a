import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';

// Loaded by commands that ask for a password, before anything slow: who types it at once does not see it on the screen. It
// is taken when it is asked for. Node.js brings the terminal back as it was when the process exits, and so it has to.
spawnSync('stty', ['-echo'], { stdio: ['inherit', 'ignore', 'ignore'] });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => process.exit(128 + constants.signals[signal]));
}
