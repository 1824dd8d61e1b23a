import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { type Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Users } from '../platform/schema/platform.ts';
import type { User } from '../platform/schema/users.ts';
import { didYouMean } from '../system/did-you-mean.ts';
import { Lock } from '../system/files/lock.ts';
import { formatPath, type LocatedProblem } from '../system/problem.ts';
import { UserError } from '../system/user-error.ts';
import { yamlOptions } from '../system/yaml.ts';
import { parseUsers } from './load-users.ts';
import { SettingsError } from './settings-error.ts';
import { SourceFile } from './source-file.ts';

/** What a file that does not exist yet starts from. */
const EMPTY = `# yaml-language-server: $schema=./docs/users.schema.json
# Everyone who may log in, by name. \`npx hubwright user\` edits this file; passwords are stored as hashes.

users: {}
`;

/** users.yaml, for editing: comments and order are preserved, and a file that someone else changed meanwhile is not touched. */
export class UsersFile {
  readonly #path: string;
  /** What was read; undefined when there was no file. */
  readonly #text: string | undefined;
  readonly #document: Document;
  readonly #users: Record<string, User>;
  #problems: readonly LocatedProblem[];

  private constructor(path: string, text: string | undefined, { users, problems }: Entries) {
    this.#path = path;
    this.#text = text;
    // Duplicate keys have been ruled out already; checking here takes a minute for ten thousand users.
    this.#document = parseDocument(text ?? EMPTY, { ...yamlOptions, uniqueKeys: false });
    this.#users = { ...users };
    this.#problems = problems;
  }

  /**
   * Reads the file; one that does not exist has no users. What is wrong with single users is among {@link problems}, since
   * a command that edits the file is the way to fix it.
   *
   * @throws SettingsError with everything that is wrong with it, if not only users are
   */
  static read(path: string): UsersFile {
    if (!existsSync(path)) return new UsersFile(path, undefined, { users: {}, problems: [] });
    // A link is kept: its target is written.
    const real = realpathSync(path);
    const file = SourceFile.read(real);
    return new UsersFile(real, file.text, entriesOf(file));
  }

  /** The name shown in messages. */
  get name(): string {
    return relative(process.cwd(), this.#path);
  }

  /** The users as they are now, edits included. */
  get users(): Users {
    return this.#users;
  }

  /** What is wrong with single users, as the file was read or saved last. */
  get problems(): readonly LocatedProblem[] {
    return this.#problems;
  }

  /** Whether there is a user of that name. */
  has(name: string): boolean {
    return Object.hasOwn(this.#users, name);
  }

  /** Refuses unknown names, all at once. */
  require(names: readonly string[]): void {
    const unknown = names.filter((name) => !this.has(name));
    if (unknown.length === 0) return;
    const lines = unknown.map((name) => {
      const meant = didYouMean(name, Object.keys(this.#users));
      return `${this.name}: no user "${name}"${meant ? `; did you mean "${meant}"?` : ''}`;
    });
    throw new UserError(lines.join('\n'), { exitCode: 2, fix: 'list users with `npx hubwright user list`' });
  }

  /** Adds a user after the others, or changes what is given of one. */
  set(name: string, changes: Partial<User>): void {
    const known = this.has(name) ? this.#users[name] : { password: '', admin: false, groups: [], disabled: false };
    this.#users[name] = { ...known, ...changes } as User;
    const entry = this.#document.getIn(['users', name], true);
    if (isScalar(entry) || isSeq(entry)) this.#document.setIn(['users', name], this.#document.createNode({}));
    for (const [key, value] of Object.entries(changes)) {
      const path = ['users', name, key];
      const usual = value === false || (Array.isArray(value) && value.length === 0);
      const old = this.#document.getIn(path, true);
      if (usual) this.#document.deleteIn(path);
      else if (Array.isArray(value) && isSeq(old) && old.anchor === undefined) this.#setItems(old, value);
      else this.#document.setIn(path, this.#document.createNode(value, { flow: true }));
    }
  }

  /** Items that stay in a list keep their place and their comments. */
  #setItems(list: YAMLSeq, wanted: readonly unknown[]): void {
    const plain = (item: unknown) => (isScalar(item) ? item.value : item);
    list.items = list.items.filter((item) => wanted.includes(plain(item)));
    const there = new Set(list.items.map(plain));
    for (const value of wanted) if (!there.has(value)) list.add(this.#document.createNode(value));
  }

  /** Removes a user, and the comments within the user's settings. */
  remove(name: string): void {
    delete this.#users[name];
    this.#document.deleteIn(['users', name]);
  }

  /**
   * Writes the file whole or not at all, readable by its owner alone.
   *
   * @throws UserError when the file is not the one that was read or cannot be written, SettingsError when an edit made a
   *   problem
   */
  save(): void {
    const text = this.#print();
    const { problems } = entriesOf(new SourceFile(this.name, text));
    const known = new Set(this.#problems.map((it) => formatPath(it.path)));
    const made = problems.filter((it) => !known.has(formatPath(it.path)));
    if (made.length > 0) throw new SettingsError(made);
    const path = this.#path;
    const [folder, name] = [dirname(path), basename(path)];
    const doing = `writing ${this.name}`;
    const lock = Lock.take({ path: join(folder, `.${name}.lock`), folder, doing, subject: path });
    try {
      // Other commands are locked out, but an editor is not: this is the last moment to check.
      lock.write(name, text, { beforeMove: () => this.#checkUnchanged() });
      this.#problems = problems;
    } finally {
      lock.release();
    }
  }

  #print(): string {
    const users = this.#document.get('users');
    if (isMap(users)) (users as YAMLMap).flow = false;
    try {
      return this.#document.toString(yamlOptions);
    } catch (cause) {
      if (!(cause as Error).message.startsWith('Unresolved alias')) throw cause;
      throw new UserError(`${this.name}: the changed value has an anchor ("&name") that is used elsewhere`, {
        exitCode: 2,
        fix: 'replace each "*name" by the value, then run the command again; nothing was changed',
        cause,
      });
    }
  }

  #checkUnchanged(): void {
    // As the file was read: without a byte order mark.
    const now = existsSync(this.#path) ? new TextDecoder().decode(readFileSync(this.#path)) : undefined;
    if (now === this.#text) return;
    throw new UserError(`${this.name}: the file was changed meanwhile; nothing was written`, {
      fix: 'run the command again',
    });
  }
}

interface Entries {
  readonly users: Users;
  readonly problems: readonly LocatedProblem[];
}

/** The users, and what is wrong with single ones; throws what is wrong with the file as a whole. */
function entriesOf(file: SourceFile): Entries {
  const { value, problems } = parseUsers(file);
  const errors = problems.filter((it) => it.severity !== 'warning');
  const located = errors.map((it) => ({ ...it, file: file.name, ...file.locate(it) })).sort((a, b) => a.line - b.line);
  if (value !== undefined && errors.every((it) => it.path.length > 1)) return { users: value, problems: located };
  const ofText = value === undefined ? file.syntaxProblems : [];
  throw new SettingsError([...ofText, ...located]);
}
