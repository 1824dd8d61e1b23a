import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * The cost of new hashes, as RFC 7914 names it: N = 2^15, r = 8, p = 3. One of OWASP's first choices for scrypt, and the
 * one that needs the least memory (32 MiB a check), since a hub checks several at once.
 */
const COST: Cost = { ln: 15, r: 8, p: 3 };

/** What a hash costs: N = 2^ln, r and p of RFC 7914. */
export interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** What the hub accepts: at most 128 MiB and four times the work of OWASP's costliest choice, so that no hash takes it down. */
const LIMITS = { memory: 128 * 2 ** 20, work: 2 ** 22, ln: 10 } as const;

const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/**
 * Hashes a password with a new salt: `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`, salt and hash in base64 without padding.
 * The password is normalized to NFC first, as RFC 8265 asks, so that `é` is one password on every keyboard.
 *
 * Takes a third of a second, in a thread: several at once use all processors.
 *
 * @throws RangeError for text that is not Unicode (half of a surrogate pair)
 */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(16);
  const { ln, r, p } = cost;
  const hash = await digest(password, salt, cost, 32);
  return `$scrypt$ln=${ln},r=${r},p=${p}$${encode(salt)}$${encode(hash)}`;
}

/** Whether the password is the one that was hashed; false for what is not a hash. Takes as long as hashing it. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const match = FORM.exec(hash);
  if (!match || !isPasswordHash(hash)) return false;
  const [ln, r, p] = match.slice(1, 4).map(Number) as [number, number, number];
  const wanted = Buffer.from(match[5] ?? '', 'base64');
  const found = await digest(password, Buffer.from(match[4] ?? '', 'base64'), { ln, r, p }, wanted.length);
  return found.equals(wanted);
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

async function digest(password: string, salt: Buffer, cost: Cost, length: number): Promise<Buffer> {
  const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
  return derive(normalized(password), salt, length, parameters(cost));
}

function normalized(password: string): string {
  if (!password.isWellFormed()) throw new RangeError('the password is not valid Unicode');
  return password.normalize('NFC');
}

function parameters({ ln, r, p }: Cost) {
  const N = 2 ** ln;
  return { N, r, p, maxmem: 128 * r * (N + p) + 2 ** 20 };
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
