import { distance } from 'fastest-levenshtein';
import { isMapping } from '../../lib/mapping.ts';
import { found, unknownKey } from '../explain.ts';
import { didYouMean, type PathSegment, type Problem } from '../problem.ts';
import { type HubClass, hubClasses } from './chart-facts.ts';

interface Kind {
  readonly takes: (value: unknown) => boolean;
  readonly says: string;
}

const list: Kind = { takes: Array.isArray, says: 'a list' };

/** What YAML can give to a trait of a kind; a kind that is not listed takes anything. */
const kinds: Readonly<Record<string, Kind>> = {
  Bool: { takes: (v) => typeof v === 'boolean', says: 'true or false' },
  Int: { takes: (v) => Number.isInteger(v), says: 'a whole number' },
  Float: { takes: (v) => typeof v === 'number', says: 'a number' },
  Unicode: { takes: (v) => typeof v === 'string', says: 'text' },
  List: list,
  Set: list,
  Tuple: list,
  Dict: { takes: isMapping, says: 'a mapping' },
  Command: { takes: (v) => typeof v === 'string' || Array.isArray(v), says: 'text or a list' },
  Callable: { takes: () => false, says: 'a function, which only Python in hub.extraConfig can give' },
  ByteSpecification: {
    takes: (v) => typeof v === 'number' || (typeof v === 'string' && /^\d+(\.\d+)?[KMGT]$/.test(v)),
    says: 'bytes as a number, or text ending in K, M, G or T (2G means 2Gi)',
  },
};

/**
 * Checks settings of a class of the hub image, be it `hub.config.<className>` or a `kubespawner_override`, against the
 * traits that it has. A class that the image does not have is taken for one of the user's own. Null passes: it removes.
 *
 * @param at Where the settings stand in the document.
 */
export function checkTraits(className: string, traits: unknown, at: readonly PathSegment[]): Problem[] {
  const known = hubClasses()[className];
  if (known === undefined || traits === undefined || traits === null) return [];
  if (!isMapping(traits)) return [{ path: at, message: `expected a mapping${found(at, traits)}` }];
  return Object.entries(traits).flatMap(([name, value]) => checkTrait(className, known, value, [...at, name]));
}

/**
 * The class of the hub image that a misspelt name most likely means. Own classes are often called after one of the
 * image's (MyAuthenticator), so only a slip counts: the same beginning, and two letters at most that differ.
 */
export function nearClass(className: string): string | undefined {
  const start = className.slice(0, 3).toLowerCase();
  const similar = Object.keys(hubClasses()).filter(
    (name) => name.slice(0, 3).toLowerCase() === start && Math.abs(name.length - className.length) < 2,
  );
  const near = didYouMean(className, similar);
  return near !== undefined && distance(className.toLowerCase(), near.toLowerCase()) <= 2 ? near : undefined;
}

function checkTrait(className: string, known: HubClass, value: unknown, path: readonly PathSegment[]): Problem[] {
  const name = String(path.at(-1));
  const kind = known.traits[name];
  if (kind === undefined) return [unknownTrait(className, known, name, path)];
  if (value === null || options(kind).some((option) => kinds[option]?.takes(value) ?? true)) return [];
  return [{ path, message: `${className} expects ${says(kind)} here${found(path, value)}` }];
}

function unknownTrait(className: string, known: HubClass, name: string, path: readonly PathSegment[]): Problem {
  const now = known.renamed[name];
  if (now !== undefined) return { path, atKey: true, message: `${className} calls this "${now}" now` };
  const { hint } = unknownKey(path, name, Object.keys(known.traits));
  return {
    path,
    atKey: true,
    message: `${className} has no setting "${name}"`,
    ...(hint?.startsWith('did you mean') && { hint }),
  };
}

/** `Union(Unicode, Callable)?` as its options: `['Unicode', 'Callable']`. */
function options(kind: string): string[] {
  const plain = kind.replace(/\?$/, '');
  return plain.startsWith('Union(') ? plain.slice('Union('.length, -1).split(', ') : [plain];
}

function says(kind: string): string {
  const all = options(kind);
  const writable = all.filter((option) => option !== 'Callable');
  return (writable.length > 0 ? writable : all).map((option) => kinds[option]?.says ?? option).join(' or ');
}
