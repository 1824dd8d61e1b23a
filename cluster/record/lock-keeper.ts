import type { Host } from '../../system/hosts/host.ts';
import { failureOf, lostLock, type ServerLock } from './server-lock.ts';

/** Milliseconds between two looks at the clock. */
const LOOK = 1000;
/** Milliseconds without a look after which this machine, or this process, has been asleep. */
const ASLEEP = 10_000;

/**
 * Renews the lock of a cluster until it is let go of. A laptop that wakes up, or a process that was stopped, may have lost it
 * meanwhile, so nothing is done then before it is renewed.
 */
export class LockKeeper {
  private readonly timers: NodeJS.Timeout[];
  private looked = Date.now();
  private sleeps = 0;
  /** How many sleeps there had been when the last answer was asked for: an older one says nothing of what came since. */
  private knownAfter = 0;
  private isLost = false;
  private renewing: Promise<void> | undefined;

  /**
   * @param interval milliseconds after which it is renewed
   * @param onLost called once, with a server on which somebody has taken it away
   */
  constructor(
    private readonly lock: ServerLock,
    interval: number,
    private readonly onLost: (server: Host) => void,
  ) {
    const renewal = setInterval(() => this.renew().catch(failureOf), interval);
    this.timers = [renewal, setInterval(() => this.look(), LOOK)];
  }

  /**
   * To be awaited before anything is done on a host.
   *
   * @throws UserError if somebody else has the lock; HostError if it is in doubt and no server answers
   */
  async check(): Promise<void> {
    this.look();
    // The first attempt may only find that the connections did not survive the sleep.
    let isAgain = false;
    while (this.knownAfter < this.sleeps) {
      await this.renew().catch(isAgain ? undefined : failureOf);
      isAgain = true;
    }
    if (this.isLost) throw lostLock();
  }

  end(): void {
    for (const it of this.timers) clearInterval(it);
  }

  private look(): void {
    const now = Date.now();
    if (now - this.looked > ASLEEP) this.sleeps += 1;
    this.looked = now;
  }

  /** A server that hangs answers later than the next renewal is due: one at a time. */
  private renew(): Promise<void> {
    this.renewing ??= this.ask().finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  private async ask(): Promise<void> {
    const { sleeps } = this;
    const server = await this.lock.renew();
    this.knownAfter = sleeps;
    // It may have been let go of meanwhile.
    if (server === undefined || this.lock.servers.length === 0 || this.isLost) return;
    this.isLost = true;
    this.onLost(server);
  }
}
