import type { Users } from './schema/platform.ts';

/** Hashes of the users.yaml that comes with Hubwright, whose passwords are the names of its users. */
export const EXAMPLE_HASHES: ReadonlySet<string> = new Set([
  '$scrypt$ln=15,r=8,p=3$QO1OKX9kpDQ+/yB8KGW2FQ$QZgUoJAnJPc/ar/+sgEE8uvJtvwCAZttKmos0I/NE4k',
  '$scrypt$ln=15,r=8,p=3$7JK4T/qERPIXuYUTbaK+bg$+b6E84Sf47BRTX1j+3QjV5XXVvp1eIwqJlZ78Iuf3S4',
  '$scrypt$ln=15,r=8,p=3$71YtyeGv+gyE8nQqGm90ag$sP1uEm7+s/gJbDv9a47YAtXZPw65r6/h1AeEQgWlSmk',
]);

/** The users who can log in with a password of the example, which is public. */
export function withExamplePassword(users: Users): string[] {
  return Object.entries(users).flatMap(([name, user]) =>
    user.disabled !== true && EXAMPLE_HASHES.has(user.password ?? '') ? [name] : [],
  );
}
