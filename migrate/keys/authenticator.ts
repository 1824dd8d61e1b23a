import { isDeepStrictEqual } from 'node:util';
import { hubClasses } from '../../settings/raw-values/chart-facts.ts';
import { isMapping } from '../../system/mapping.ts';
import type { ChartSource } from '../chart-source.ts';
import { texts } from '../conversions.ts';
import type { Draft } from '../draft.ts';
import { sayGone } from './admitting.ts';

/** A variable of the hub: its key in the chart, and its text; undefined where Kubernetes reads that from elsewhere. */
interface Variable {
  readonly key: string;
  readonly text: string | undefined;
}

/** The settings of an authenticator's class and of those that it is based on, while they become settings of `auth`. */
export class Authenticator {
  /** Its sections in `hub.config`, the nearest first. */
  readonly #sections: readonly string[];

  constructor(
    readonly source: ChartSource,
    readonly draft: Draft,
    className: string,
  ) {
    const bases = hubClasses()[className]?.bases ?? ['Authenticator'];
    // People also write who may log in beside the hub's own settings.
    this.#sections = uniq([className, ...bases, 'Authenticator', 'JupyterHub']);
  }

  /** Where a trait is set; undefined where it is not. */
  keyOf(trait: string): string | undefined {
    const sections = OF_HUB.has(trait) ? this.#sections : this.#sections.filter((it) => it !== 'JupyterHub');
    const own = sections.find((it) => this.source.get(`hub.config.${it}.${trait}`) !== undefined);
    return own === undefined ? undefined : `hub.config.${own}.${trait}`;
  }

  get(trait: string): unknown {
    const key = this.keyOf(trait);
    return key === undefined ? undefined : this.source.get(key);
  }

  /** Takes a trait from every section that has it, of which the hub reads the nearest. */
  take(trait: string): unknown {
    const [nearest, value] = [this.keyOf(trait), this.get(trait)];
    for (let key = nearest; key !== undefined; key = this.keyOf(trait)) {
      const own = this.source.take(key);
      if (key !== nearest && !isDeepStrictEqual(own, value))
        this.draft.dropped([key], `${nearest} is read in its place`);
    }
    return value;
  }

  /** Makes a trait a setting of `auth`. A conversion that gives undefined leaves it where it is. */
  same(trait: string, setting: string, convert: (value: unknown) => unknown = (it) => it): void {
    const key = this.keyOf(trait);
    if (key === undefined) return;
    const value = convert(this.get(trait));
    if (value === undefined) return;
    this.take(trait);
    this.draft.set(['auth', setting], value, [key]);
  }

  list(trait: string, setting: string): void {
    this.same(trait, setting, (value) => (texts(value).length > 0 ? texts(value) : undefined));
    if (texts(this.get(trait)).length === 0) this.take(trait);
  }

  /** Takes a variable of the hub, which an authenticator reads where its trait is not set; undefined where there is none. */
  variable(name: string): Variable | undefined {
    const key = `hub.extraEnv.${name}`;
    const value = this.source.take(key);
    return value === undefined
      ? undefined
      : { key, text: typeof value === 'string' && value !== '' ? value : undefined };
  }

  /** Makes a secret trait a source. */
  secret(trait: string, setting: string, name: string): void {
    const key = this.keyOf(trait);
    if (key !== undefined) this.draft.setSecret(['auth', setting], name, key, this.take(trait));
  }

  /** The same for one that is needed, which may also be the variable of that name of the hub, or nowhere. */
  neededSecret(trait: string, setting: string, name: string): void {
    if (this.keyOf(trait) !== undefined) {
      this.secret(trait, setting, name);
      return;
    }
    const variable = this.variable(name);
    this.draft.setSecret(['auth', setting], name, variable?.key ?? `hub.config.*.${trait}`, variable?.text);
  }

  /** Sets what no key of the chart says. */
  set(setting: string, value: unknown, ...keys: string[]): void {
    this.draft.set(['auth', setting], value, keys);
  }

  /** Leaves what is not a setting, below the class that the hub has now. */
  moveOthers(today: string): void {
    const [own = ''] = this.#sections;
    if (own === today) return;
    const rest = this.source.get(`hub.config.${own}`);
    if (!isMapping(rest) || Object.keys(rest).length === 0) return;
    this.source.take(`hub.config.${own}`);
    const keys = Object.keys(rest).map((it) => `hub.config.${own}.${it}`);
    sayGone(this.draft, keys, `is of ${own}, in whose place Hubwright has ${today}`);
  }
}

/** Who may log in, which old values have among the hub's own settings. */
const OF_HUB = new Set(['admin_users', 'allowed_users']);

const uniq = (all: readonly string[]) => [...new Set(all)];
