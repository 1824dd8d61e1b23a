import type { Mapping } from '../system/mapping.ts';
import { valueIn, without } from './paths.ts';

/** A key of the chart: dotted, or as a path where a part of it has dots itself. */
export type ChartKey = string | readonly string[];

/** The values of the chart while they are turned into settings: what a mapping takes is gone for the others. */
export class ChartSource {
  #rest: Mapping;

  constructor(values: Mapping) {
    this.#rest = values;
  }

  /** What nobody has taken. */
  get rest(): Mapping {
    return this.#rest;
  }

  /** The value of a key; undefined where nobody has set it, or left it to nothing. */
  get(key: ChartKey): unknown {
    return valueIn(this.#rest, pathOf(key)) ?? undefined;
  }

  /** The same, and the key is gone. */
  take(key: ChartKey): unknown {
    const value = this.get(key);
    this.#rest = without(this.#rest, pathOf(key));
    return value;
  }

  /** Puts something else in the place of a value that is kept in part. */
  replace(key: ChartKey, change: (values: Mapping, path: readonly string[]) => Mapping): void {
    this.#rest = change(this.#rest, pathOf(key));
  }
}

const pathOf = (key: ChartKey): readonly string[] => (typeof key === 'string' ? key.split('.') : key);

export const keyText = (key: ChartKey): string => (typeof key === 'string' ? key : key.join('.'));
