import { sha256 } from '../system/sha256.ts';

const OBJECT_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const LONGEST_WITH_HASH = 32;
const HASH_LENGTH = 8;

/**
 * The name that KubeSpawner gives to the pod and the claim of a user, under its `safe` scheme: the user's name where
 * that is a valid object name without `--`, otherwise its letters and digits and the start of its SHA-256.
 *
 * Source: KubeSpawner 7.0.0, `kubespawner.slugs.safe_slug`.
 */
export function safeSlug(name: string): string {
  if (!name.includes('--') && OBJECT_NAME.test(name)) return name;
  const longest = LONGEST_WITH_HASH - HASH_LENGTH - 3;
  const hash = sha256(name).slice(0, HASH_LENGTH);
  return `${readablePart(name, longest)}---${hash}`;
}

function readablePart(name: string, longest: number): string {
  const words = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const trimmed = words.replace(/^-+/, '').slice(0, longest).replace(/-+$/, '');
  if (trimmed === '') return 'x';
  return /^[a-z]/.test(trimmed) ? trimmed : `x-${trimmed.slice(0, longest - 2)}`;
}
