import type { UsersFile } from '../settings/users-file.ts';
import { hashPassword } from '../system/phc.ts';
import { formatLocated } from '../system/problem.ts';
import type { Reporter } from '../system/reporter.ts';
import type { Keyboard } from './ask-password.ts';

/** What every action on users needs. */
export interface UserContext extends Pick<Reporter, 'print' | 'note'> {
  /** Folder of platform.yaml. @default the working directory */
  readonly directory?: string;
  /** Where passwords come in by. @default the terminal */
  readonly keyboard?: Keyboard;
  /** Hashes a password. @default hashPassword */
  readonly hash?: (password: string) => Promise<string>;
}

const NEXT = 'next: npx hubwright up   (the hub picks it up within two minutes, without a restart)';

export function hash({ hash = hashPassword }: UserContext, password: string): Promise<string> {
  return hash(password);
}

/** Ends an edit: what is still wrong with the file stops the next command, and so is reported here. */
export function conclude({ problems }: UsersFile, { note }: UserContext): void {
  for (const problem of problems) note(`still wrong: ${formatLocated(problem)}`);
  note(NEXT);
}

/** What follows when the last one who can log in, or administer the hub, no longer can. */
export function warnOfNobody({ users }: UsersFile, { note }: UserContext): void {
  const active = Object.values(users).filter((user) => !user.disabled);
  if (active.length === 0) {
    note('warning: nobody can log in now: add a user with `npx hubwright user add NAME --admin`');
  } else if (!active.some((user) => user.admin)) {
    note(
      "warning: there is no administrator now: nobody can open the hub's admin page or stop other users' servers; " +
        '`npx hubwright user promote NAME` makes one',
    );
  }
}

/** A synth refuses a group of platform.yaml that has no member. */
export function warnOfEmpty(groups: readonly string[], { users }: UsersFile, { note }: UserContext): void {
  const left = new Set(Object.values(users).flatMap((user) => user.groups));
  for (const group of new Set(groups)) {
    if (!left.has(group))
      note(`warning: no user is in the group "${group}" now: add one, or remove the group from platform.yaml`);
  }
}
