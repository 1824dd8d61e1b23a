import { withExamplePassword } from '../../platform/example-passwords.ts';
import type { Platform } from '../../platform/platform.ts';
import { few } from '../../system/few.ts';
import { verifyPassword } from '../../system/phc.ts';
import type { ProblemAt } from '../../system/problem.ts';
import type { Reporter } from '../../system/reporter.ts';
import { type Check, checked } from './check.ts';

/** Users whose password is tried unless all are asked for: a try takes a third of a second of one processor. */
export const MOST = 200;
/** Tries side by side: Node.js has four threads for them, and each takes 32 MiB or more. */
const AT_ONCE = 4;
const NAMED = 10;

/** What trying the passwords came to, by name. */
export interface Tried {
  /** The password is the user's name. */
  readonly weak: readonly string[];
  /** The password is one of the shipped example's. */
  readonly shipped: readonly string[];
  readonly tried: number;
  /** Not tried, since there were too many. */
  readonly left: number;
}

type Users = Platform['users'];

/** Tries the easily guessed passwords first; those who may do most come first. */
export async function tryPasswords(
  users: Users,
  { most, reporter, signal }: { most: number; reporter: Pick<Reporter, 'progress'>; signal: AbortSignal },
): Promise<Tried> {
  const names = Object.keys(users).filter((name) => users[name]?.disabled !== true);
  const shipped = withExamplePassword(users);
  const rank = (name: string) => (users[name]?.admin ? 0 : 1);
  const open = names.filter((name) => !shipped.includes(name)).sort((a, b) => rank(a) - rank(b));
  const chosen = open.slice(0, most);
  const weak: string[] = [];
  let done = 0;
  const waiting = [...chosen];
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      signal.throwIfAborted();
      if (await verifyPassword(name, users[name]?.password ?? '')) weak.push(name);
      if (++done % 20 === 0) reporter.progress(`passwords: ${done} of ${chosen.length} tried`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return {
    weak: weak.sort(),
    shipped,
    tried: names.length - open.length + chosen.length,
    left: open.length - chosen.length,
  };
}

/** What that means. No password is in it. */
export function passwordCheck({ weak, shipped, tried, left }: Tried): Check {
  const about = { id: 'passwords', area: 'passwords', title: 'easily guessed passwords' } as const;
  const cost = 'anyone who reaches the hub can log in as them, and see and delete their work';
  const error = (names: readonly string[], message: string): ProblemAt[] =>
    names.length === 0 ? [] : [{ severity: 'error', where: few(names, NAMED), message, cost, fix: fix(names) }];
  const problems: ProblemAt[] = [
    ...error(weak, names(weak, 'the password is the name of the user', 'the passwords are the names of the users')),
    ...error(
      shipped,
      names(
        shipped,
        'the password is the one in the shipped example',
        'the passwords are the ones in the shipped example',
      ),
    ),
  ];
  if (left > 0) {
    problems.push({
      severity: 'note',
      where: 'users.yaml',
      message: `${left} more users were not tried`,
      cost: 'weak passwords among them are not found',
      fix: 'Try all (a third of a second of CPU time each): `npx hubwright doctor --all-passwords`.',
    });
  }
  return checked(about, problems, `${tried} of ${tried + left} users who may log in`);
}

const names = (of: readonly string[], one: string, many: string) => (of.length === 1 ? one : many);

function fix(names: readonly string[]): string {
  const first = `\`npx hubwright user passwd ${names[0]}\``;
  return `Set another: ${first}${names.length > 1 ? ', and the same for each' : ''}; then \`npx hubwright up\`.`;
}
