import { randomBytes, scryptSync } from 'node:crypto';

/**
 * The cost of new hashes, as RFC 7914 names it: N = 2^15, r = 8, p = 3. One of OWASP's first choices for scrypt, and the
 * one that needs the least memory (32 MiB a check), since a hub checks several at once.
 */
const COST = { ln: 15, r: 8, p: 3 } as const;

/** What the hub accepts: at most 128 MiB and four times the work of OWASP's costliest choice, so that no hash takes it down. */
const LIMITS = { memory: 128 * 2 ** 20, work: 2 ** 22, ln: 10 } as const;

const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/**
 * Hashes a password with a new salt: `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`, salt and hash in base64 without padding.
 * The password is normalized to NFC first, as RFC 8265 asks, so that `é` is one password on every keyboard.
 *
 * @throws RangeError for text that is not Unicode (half of a surrogate pair)
 */
export function hashPassword(password: string): string {
  const salt = randomBytes(16);
  const { ln, r, p } = COST;
  return `$scrypt$ln=${ln},r=${r},p=${p}$${encode(salt)}$${encode(digest(password, salt, COST, 32))}`;
}

/** Whether the password is the one that was hashed; false for what is not a hash. */
export function verifyPassword(password: string, hash: string): boolean {
  const match = FORM.exec(hash);
  if (!match || !isPasswordHash(hash)) return false;
  const [ln, r, p] = match.slice(1, 4).map(Number) as [number, number, number];
  const wanted = Buffer.from(match[5] ?? '', 'base64');
  return digest(password, Buffer.from(match[4] ?? '', 'base64'), { ln, r, p }, wanted.length).equals(wanted);
}

/** Whether the text is a hash that the hub accepts. Source: the PHC string format. */
export function isPasswordHash(text: string): boolean {
  const match = FORM.exec(text);
  if (!match) return false;
  const [ln, r, p] = match.slice(1, 4).map(Number) as [number, number, number];
  const bytes = (part: string | undefined) => Math.floor(((part ?? '').length * 3) / 4);
  const [salt, hash] = [bytes(match[4]), bytes(match[5])];
  const affordable = 128 * r * 2 ** ln <= LIMITS.memory && r * p * 2 ** ln <= LIMITS.work;
  return ln >= LIMITS.ln && r >= 1 && p >= 1 && affordable && salt >= 8 && salt <= 64 && hash >= 16 && hash <= 64;
}

function digest(
  password: string,
  salt: Buffer,
  { ln, r, p }: { ln: number; r: number; p: number },
  length: number,
): Buffer {
  if (!password.isWellFormed()) throw new RangeError('the password is not valid Unicode');
  const N = 2 ** ln;
  return scryptSync(password.normalize('NFC'), salt, length, { N, r, p, maxmem: 128 * r * (N + p) + 2 ** 20 });
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
