import { randomInt } from 'node:crypto';

/** Letters and digits that nobody mixes up when they are read out or copied from paper: no l, 1, i, o or 0. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A new password such as `k7mx-9fqd-2ptw-hz4c`: 79 bits, which no guessing reaches. */
export function makePassword(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: 4 }, group).join('-');
}
