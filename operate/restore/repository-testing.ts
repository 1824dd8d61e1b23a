import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeClaim } from '../../platform/slug.ts';
import { versions } from '../../platform/versions.ts';
import { run } from '../../system/exec.ts';

const RESTIC = join(import.meta.dirname, `../../.hubwright/tools/restic/restic-${versions.restic}`);
/** Owners take root. */
export const canRestore = process.getuid?.() === 0 && existsSync(RESTIC);
const LIMIT = { timeout: 600_000 } as const;

/** A repository of a real restic in a folder of its own, which has room for more. */
export class TestRepository {
  readonly folder = mkdtempSync(join(tmpdir(), 'hubwright-restore-'));
  /** In the place of the script of backups on nodes. */
  readonly script = join(this.folder, 'backup');

  async begin(): Promise<void> {
    const words = ['-r', join(this.folder, 'repository'), '--cache-dir', join(this.folder, 'cache')];
    const call = `export RESTIC_PASSWORD="$(cat ${this.folder}/password)" RESTIC_PROGRESS_FPS=1\n[ "$1" = open ] && set -- cat config\n[ "$1" = restic ] && shift\nexec ${RESTIC} ${words.join(' ')} "$@"\n`;
    this.setPassword('right');
    writeFileSync(this.script, `#!/bin/sh\n${call}`, { mode: 0o755 });
    await this.restic('init');
  }

  /** What nodes take for the password: only `right` opens it. */
  setPassword(password: string): void {
    writeFileSync(join(this.folder, 'password'), password);
  }

  async restic(...args: string[]): Promise<void> {
    await run(this.script, args, LIMIT);
  }

  /** Backs a folder up as a home on a1, as the script of a node does. */
  async backUp(path: string, user: string): Promise<void> {
    const tags = ['hubwright', 'cluster:test', `volume:jupyterhub/${homeClaim(user)}`].flatMap((it) => ['--tag', it]);
    await this.restic('backup', '--quiet', '--host', 'a1', ...tags, path);
  }
}
