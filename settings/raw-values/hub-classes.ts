import { type HubClass, hubClasses, type Shape } from './chart-facts.ts';

/** What the hub image knows of one name in a section of `hub.config`. */
export interface KnownTrait {
  /** What the trait takes; a section of a base class is for all classes based on it, and they may differ. */
  readonly shapes: readonly Shape[];
  /** What the name is called now, when it is a former one that is still applied. */
  readonly renamed?: string | undefined;
  /** What took the place of a name that is refused or ignored. */
  readonly removed?: string | undefined;
}

/**
 * What the name means in the section of a class: to the class itself and to those based on it, since the section is
 * theirs too. A name that one of them takes is not former, whatever the others call it.
 */
export function traitOf(className: string, name: string): KnownTrait {
  const known = [className, ...descendants(className)].map((it) => traitIn(it, name));
  const plain = known.filter((it) => it.shapes.length > 0 && !it.renamed && !it.removed);
  if (plain.length > 0) return { shapes: plain.flatMap((it) => it.shapes) };
  const former = known.find((it) => it.renamed) ?? known.find((it) => it.removed);
  return former ?? { shapes: [] };
}

/** What the name means to one class. */
function traitIn(className: string, name: string): KnownTrait {
  const classes = lineageOf(className);
  const look = <T>(key: (of: HubClass) => Readonly<Record<string, T>>) =>
    classes.map((it) => own(key(it), name)).find((value) => value !== undefined);
  const shape = look((it) => it.traits);
  const renamed = look((it) => it.renamed);
  const removed = renamed ? undefined : look((it) => it.removed);
  return { shapes: shape ? [shape] : [], renamed, removed };
}

/** All names that a section of the class may hold. */
export function traitNames(className: string): string[] {
  const classes = [className, ...descendants(className)];
  return [...new Set(classes.flatMap((it) => lineageOf(it).flatMap((of) => Object.keys(of.traits))))];
}

/** Whether one class is the other or based on it. */
export function isA(className: string, base: string): boolean {
  return className === base || (hubClasses()[className]?.bases.includes(base) ?? false);
}

const basedOn = new Map<string, readonly string[]>();

function descendants(base: string): readonly string[] {
  const known = basedOn.get(base) ?? Object.keys(hubClasses()).filter((it) => it !== base && isA(it, base));
  basedOn.set(base, known);
  return known;
}

/** A class and its bases, the nearest first. */
function lineage(hubClass: HubClass): HubClass[] {
  return [hubClass, ...hubClass.bases.flatMap((base) => hubClasses()[base] ?? [])];
}

const lineageOf = (className: string) => (hubClasses()[className] ? lineage(hubClasses()[className] as HubClass) : []);

function own<T>(mapping: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(mapping, key) ? mapping[key] : undefined;
}
