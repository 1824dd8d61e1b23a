import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { escapeRegExp } from '../system/escape-reg-exp.ts';
import type { Problem } from '../system/problem.ts';
import { UserError } from '../system/user-error.ts';

/** Where this Hubwright is. */
const TOOL = join(import.meta.dirname, '..');

/** What we find wrong with a main.ts ourselves. */
export class ErrorOfMain extends Error {
  readonly fix: string;
  /** In main.ts; undefined where the stack tells. */
  readonly line: number | undefined;

  /** @param at a line of main.ts, or the function of ours that should not have been called */
  constructor(message: string, { fix, at }: { fix: string; at: number | (() => unknown) }) {
    super(message);
    this.fix = fix;
    this.line = typeof at === 'number' ? at : undefined;
    if (typeof at === 'function') Error.captureStackTrace(this, at);
  }
}

/** What ran when an error came. */
export interface Running {
  /** The real path of main.ts. */
  readonly main: string;
  /** The line to show where an error does not say one. */
  readonly line?: number;
  /** `building the charts` */
  readonly doing: string;
  /** The folder that paths are shown from. */
  readonly from: string;
}

interface Place {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number;
}

interface ProblemOfMain extends Pick<Problem, 'message' | 'fix'> {
  readonly place: Place | undefined;
}

/** What the code of a project threw, as an error that its author can act on: file, line, reason, and how to fix it. */
export function mainError(error: unknown, running: Running): UserError {
  if (error instanceof UserError) return error;
  const { place, message, fix } =
    ours(error, running) ??
    syntax(error) ??
    missing(error) ??
    takenForCommonJs(error, running) ??
    thrown(error, running);
  const at = shown(place ?? { file: running.main, line: running.line }, running.from);
  return new UserError(`${at}: ${message}`, { fix, cause: error, exitCode: 2 });
}

/** That nothing is left to do while main.ts still waits. */
export function neverEnding({ main, line, doing, from }: Running): UserError {
  const place = shown({ file: main, line }, from);
  return new UserError(`${place}: ${doing} never finishes: it awaits a promise that never settles`, {
    fix: 'Settle it, or remove the await.',
    exitCode: 2,
  });
}

function ours(error: unknown, { main }: Running): ProblemOfMain | undefined {
  if (!(error instanceof ErrorOfMain)) return undefined;
  const place = error.line === undefined ? frames(error, main)[0] : { file: main, line: error.line };
  return { place, message: error.message, fix: error.fix };
}

/** Of esbuild, which translates TypeScript: `/path/main.ts:3:6: ERROR: Expected ";" but found "bar"`. */
function syntax(error: unknown): ProblemOfMain | undefined {
  const [, file, line, column, reason] = /^(\/.+):(\d+):(\d+): ERROR: (.+)$/m.exec(textOf(error)) ?? [];
  if (file === undefined || reason === undefined) return undefined;
  // esbuild counts columns from 0.
  const place = { file, line: Number(line), column: Number(column) + 1 };
  return { place, message: `syntax error: ${reason}`, fix: 'Correct the syntax there.' };
}

/** Of Node.js: `Cannot find module '/path/charts.ts' imported from /path/main.ts`, or package. */
function missing(error: unknown): ProblemOfMain | undefined {
  const [, kind, name, file] = /^Cannot find (module|package) '(.+?)' imported from (\/.+)$/m.exec(textOf(error)) ?? [];
  if (name === undefined || file === undefined) return undefined;
  const written = imported(file, kind === 'package' ? name : basename(name));
  return kind === 'package'
    ? {
        place: written.place,
        message: `cannot find the package "${name}"`,
        fix: `Install it: \`npm install ${name}\`.`,
      }
    : {
        place: written.place,
        message: `cannot find "${written.specifier ?? name}"`,
        fix: `Create ${basename(name)}, or correct the path: it is relative to the file that imports it, and ends with .ts.`,
      };
}

/** Where a file imports something, and how it is written there. */
function imported(file: string, name: string): { readonly place: Place; readonly specifier?: string } {
  const text = readFileSync(file, 'utf8');
  const found = new RegExp(`(?<=['"])(?:[^'"\\n]*/)?${escapeRegExp(name)}(?:/[^'"\\n]*)?(?=['"])`).exec(text);
  if (!found) return { place: { file } };
  const before = text.slice(0, found.index).split('\n');
  const place = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  return { place, specifier: found[0] };
}

const FIXES: readonly (readonly [of: RegExp, fix: string])[] = [
  [/does not provide an export named/, 'Export it there, or correct the name.'],
  [/There is already a Construct with name/, 'Give each chart, and each construct in a chart, a unique id.'],
];

/** What Node.js says of a module that it requires depends on its version; all of them name what required it, or say so. */
const REQUIRED = /require\(\) (?:of )?ES Module|^Require stack:/m;

/** That the project does not say that its files are modules, which Hubwright is. */
function takenForCommonJs(error: unknown, { main }: Running): ProblemOfMain | undefined {
  const file = manifestOf(main);
  if (!REQUIRED.test(textOf(error)) || file === undefined) return undefined;
  const { type } = JSON.parse(readFileSync(file, 'utf8'));
  if (type === 'module') return undefined;
  return {
    place: { file },
    message: `no "type": "module", so Node.js takes ${basename(main)} for CommonJS, which cannot import Hubwright`,
    fix: 'Add `"type": "module"` to package.json.',
  };
}

/** The package.json that says what the files of a project are. */
function manifestOf(path: string): string | undefined {
  const folder = dirname(path);
  const file = join(folder, 'package.json');
  return existsSync(file) ? file : folder === path ? undefined : manifestOf(folder);
}

function thrown(error: unknown, { main, doing, from }: Running): ProblemOfMain {
  const [first, ...others] = [...linked(error), ...frames(error, main)];
  const caller = first?.file === main ? undefined : others.find(({ file }) => file === main);
  const named = error instanceof Error && error.name !== 'Error' ? `${error.name}: ` : '';
  const text = textOf(error);
  return {
    place: first,
    message: `${doing} failed: ${named}${text}${caller ? `\n${shown(caller, from)}: called from here` : ''}`,
    fix: FIXES.find(([of]) => of.test(text))?.[1] ?? 'Fix that, then run the same command again.',
  };
}

/** Of an import that is not exported, the stack starts with the line that has it, and a mark under the name. */
function linked(error: unknown): Place[] {
  const [, file, line, before] = (error instanceof Error && /^(\S.*):(\d+)\n.*\n( *)\^/.exec(error.stack ?? '')) || [];
  return file === undefined ? [] : [{ file: pathOf(file), line: Number(line), column: (before?.length ?? 0) + 1 }];
}

/** Those of an error's stack that are of the project, the innermost first. */
function frames(error: unknown, main: string): Place[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const isTool = main.startsWith(`${TOOL}/`);
  return [...stack.matchAll(/^ +at (?:.*\()?((?:file:\/\/)?\/.+):(\d+):(\d+)\)?$/gm)]
    .map(([, file = '', line, column]) => ({ file: pathOf(file), line: Number(line), column: Number(column) }))
    .filter(({ file }) => !file.includes('/node_modules/') && (isTool || !file.startsWith(`${TOOL}/`)));
}

const pathOf = (file: string) => (file.startsWith('file:') ? fileURLToPath(file) : file);

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function shown({ file, line, column }: Place, from: string): string {
  return [relative(from, file), line, column].filter((it) => it !== undefined).join(':');
}
