import { quote } from '../system/hosts/quote.ts';
import { sha256 } from '../system/sha256.ts';
import type { SecretSource } from './schema/scalars.ts';

/** The secrets of a platform, kept apart from its settings so that nothing prints them by accident. */
export class Secrets {
  readonly #values: ReadonlyMap<string, string>;

  /** @param values the secrets by {@link sourceName} */
  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  /** Stand-in secrets for output that is only read by people: each is the name of its source in brackets. */
  static masked(sources: Iterable<SecretSource>): Secrets {
    return new Secrets(new Map([...sources].map((source) => [sourceName(source), `(${sourceName(source)})`])));
  }

  /** The secret of a source. Every source in the settings was read when they were loaded. */
  reveal(source: SecretSource): string {
    const value = this.#values.get(sourceName(source));
    if (value === undefined) throw new Error(`secret not loaded: ${sourceName(source)}`);
    return value;
  }

  /** Shows whether a secret has another value, by {@link sourceName}. For root alone: short secrets can be guessed from it. */
  digests(): Record<string, string> {
    return Object.fromEntries([...this.#values].map(([name, value]) => [name, sha256(`${name}\n${value}`)]));
  }
}

/** What a source is called in messages: `environment variable NAME`, `file PATH` or ``output of `COMMAND` ``. */
export function sourceName(source: SecretSource): string {
  if ('command' in source) return `output of \`${quote(source.command)}\``;
  return 'env' in source ? `environment variable ${source.env}` : `file ${source.file}`;
}
