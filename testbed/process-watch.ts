import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Watches the processes of this machine and of the test hosts on it, as `ps` shows them: the words of all, and the
 * environment of those on a host. Very short ones may be missed.
 */
export class ProcessWatch {
  private readonly seen = new Set<string>();
  private isOver = false;
  private readonly work: Promise<void>;

  constructor() {
    this.work = this.watch();
  }

  /** Everything that was seen. */
  async end(): Promise<string> {
    this.isOver = true;
    await this.work;
    return [...this.seen].join('\n');
  }

  private async watch(): Promise<void> {
    const own = readlinkSync('/proc/self/ns/pid');
    while (!this.isOver) {
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        try {
          this.seen.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
          if (readlinkSync(`/proc/${pid}/ns/pid`) !== own) this.seen.add(readFileSync(`/proc/${pid}/environ`, 'utf8'));
        } catch {
          // It has ended meanwhile.
        }
      }
      await sleep(15);
    }
  }
}
