import { codePoint } from './yaml-problem.ts';

/** The largest secret, in bytes. */
export const LARGEST_SECRET = 2 ** 20;

/** A secret, or what is wrong with what was found: a sentence goes on with it, behind the name of the source. */
export type FoundSecret =
  | { readonly value: string; readonly problem?: never }
  | { readonly value?: never; readonly problem: string; readonly fix?: string };

/** The secret in the bytes of a file, or in what a command has printed. @param bytes undefined if there are too many */
export function secretIn(bytes: Uint8Array | undefined): FoundSecret {
  if (bytes === undefined) return { problem: 'is not a secret: it is larger than 1 MiB' };
  // A byte order mark, and the line breaks with which editors end a file, belong to no secret.
  const value = decoded(bytes)?.replace(/[\r\n]+$/, '');
  if (value === undefined) return { problem: 'is not UTF-8 text: save it as UTF-8' };
  if (value !== value.trim()) return { problem: 'begins or ends with a space: remove it' };
  return value ? checkedSecret(value) : { problem: 'is empty' };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Refuses invisible characters, which a copied secret may contain. The message shows the character, and nothing of the secret. */
export function checkedSecret(value: string): FoundSecret {
  // Certificates and keys in PEM form are the only secrets of several lines.
  const text = value.includes('-----BEGIN ') ? value.replaceAll(/\r?\n/g, '') : value;
  const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/u.exec(text)?.[0];
  return unseen === undefined
    ? { value }
    : { problem: `contains the invisible character ${codePoint(unseen)}: remove it` };
}
