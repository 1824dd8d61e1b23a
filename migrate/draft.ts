import { isDeepStrictEqual } from 'node:util';
import type { PathSegment } from '../system/problem.ts';
import { isEmpty, isIn } from './paths.ts';
import { isPlaceholder } from './templates.ts';

/** Something that the person who imports should know of a key of the chart. */
export interface Remark {
  /** `raw`: kept under `hub.values`; `dropped`: nowhere any more; `decide`: somebody has to. */
  readonly kind: 'raw' | 'dropped' | 'decide';
  /** Keys of the chart, dotted; empty where it is about settings that the chart has not. */
  readonly keys: readonly string[];
  /** Why, or what to do, as a sentence without its end. */
  readonly text: string;
}

/** A setting that was made of keys of the chart. */
export interface Made {
  readonly path: readonly PathSegment[];
  readonly keys: readonly string[];
}

/** A secret that was found in values, and the environment variable that the settings read it from. */
export interface FoundSecret {
  readonly name: string;
  /** The key of the chart that it was in. */
  readonly key: string;
  /** The secret; undefined where only its place was known. */
  readonly value: string | undefined;
}

/** A user of users.yaml, who has no password yet. */
export interface ListedUser {
  readonly admin: boolean;
  readonly groups: readonly string[];
}

type Container = Record<PathSegment, unknown>;

/** platform.yaml as it is made, with where each setting comes from. */
export class Draft {
  readonly settings: Record<string, unknown> = {};
  made: readonly Made[] = [];
  remarks: Remark[] = [];
  readonly secrets: FoundSecret[] = [];
  /** Who may log in by users.yaml; undefined where the settings use none. */
  users: Map<string, ListedUser> | undefined;

  /** Sets a setting that these keys of the chart said. */
  set(path: readonly PathSegment[], value: unknown, keys: readonly string[] = []): void {
    let level: Container = this.settings;
    for (const key of path.slice(0, -1)) {
      level[key] ??= {};
      level = level[key] as Container;
    }
    level[path.at(-1) as PathSegment] = value;
    this.made = [...this.made, { path: [...path], keys: [...keys] }];
  }

  /** What a setting is; undefined while nothing has set it. */
  get(path: readonly PathSegment[]): unknown {
    return path.reduce<unknown>(
      (level, key) => (typeof level === 'object' && level !== null ? (level as Container)[key] : undefined),
      this.settings,
    );
  }

  /** Sets a setting to the environment variable that a secret is to be put into. */
  setSecret(path: readonly PathSegment[], name: string, key: string, value: unknown): void {
    this.set(path, { env: name }, [key]);
    const isGiven = typeof value === 'string' && value !== '' && !isPlaceholder(value);
    this.secrets.push({ name, key, value: isGiven ? value : undefined });
  }

  /** Puts another value where a setting is, which still comes from the same keys. */
  replace(path: readonly PathSegment[], value: unknown): void {
    const level = this.get(path.slice(0, -1)) as Container;
    level[path.at(-1) as PathSegment] = value;
  }

  /** Takes a setting back, with what that leaves empty above it. */
  unset(path: readonly PathSegment[]): void {
    const level = this.get(path.slice(0, -1)) as Container | undefined;
    const key = path.at(-1) as PathSegment;
    if (Array.isArray(level)) {
      level.splice(Number(key), 1);
      this.#moveUp(path.slice(0, -1), Number(key));
    } else if (level !== undefined) delete level[key];
    const above = path.slice(0, -1);
    if (above.length > 0 && level !== undefined && isEmpty(level)) this.unset(above);
  }

  /** Of a list, what comes after an item that is gone has the index before. */
  #moveUp(list: readonly PathSegment[], gone: number): void {
    this.made = this.made.flatMap(({ path, keys }) => {
      const index = isIn(path, list) ? Number(path[list.length] ?? Number.NaN) : Number.NaN;
      if (index === gone) return [];
      return [{ path: index > gone ? path.with(list.length, index - 1) : path, keys }];
    });
  }

  raw(keys: readonly string[], text: string): void {
    this.say({ kind: 'raw', keys, text });
  }

  dropped(keys: readonly string[], text: string): void {
    this.say({ kind: 'dropped', keys, text });
  }

  decide(keys: readonly string[], text: string): void {
    this.say({ kind: 'decide', keys, text });
  }

  /** The same is not said twice. */
  say(remark: Remark): void {
    if (!this.remarks.some((it) => isDeepStrictEqual(it, remark))) this.remarks.push(remark);
  }
}
