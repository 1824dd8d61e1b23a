import { createRequire } from 'node:module';
import type * as Ruff from '@astral-sh/ruff-wasm-nodejs';
import { literalAt, type Token } from './python-literal.ts';

/** A place in Python that sets a trait: `c.KubeSpawner.uid = 1000`. */
export interface PythonSetting {
  readonly className: string;
  readonly trait: string;
  /** Counted from 1. */
  readonly line: number;
  /** What it is set to, where that is written out. @default - it is computed, or added to what there is */
  readonly literal?: { readonly value: unknown };
}

/** What Python says to JupyterHub. */
export interface ParsedPython {
  /** The first thing that keeps it from being Python. */
  readonly fault?: { readonly line: number; readonly message: string };
  /** Words of JSON and YAML that Python takes for names, and that nothing here defines: `true`. */
  readonly foreign: readonly { readonly name: string; readonly line: number }[];
  /** Empty after a fault, and where `c` is something else than the configuration. */
  readonly settings: readonly PythonSetting[];
}

/** What Python takes for a fault of the syntax, and ruff reports by a rule: `return` outside of a function, and its like. */
const SYNTAX_RULES = ['F404', 'F406', 'F407', 'F701', 'F702', 'F704', 'F706', 'F707', 'PLE0118', 'PLE1142'];
const UNDEFINED = 'F821';
/** Methods with which a value is added to what a list, a set or a mapping holds. */
const ADDING = new Set(['add', 'append', 'extend', 'insert', 'prepend', 'update']);

let ruff: { workspace: Ruff.Workspace } | undefined;

/** Ruff's own parser, which is 10 MB: it is loaded when there is Python to read. */
function workspace(): Ruff.Workspace {
  if (ruff === undefined) {
    const { PositionEncoding, Workspace } = createRequire(import.meta.url)(
      '@astral-sh/ruff-wasm-nodejs',
    ) as typeof Ruff;
    // The newest version takes what any older one does, whichever the hub's image has.
    const settings = { 'target-version': 'py314', lint: { select: [...SYNTAX_RULES, UNDEFINED] } };
    ruff = { workspace: new Workspace(settings, PositionEncoding.Utf16) };
  }
  return ruff.workspace;
}

/** Parses Python as the hub's image would, and finds the traits that it sets. */
export function parsePython(code: string): ParsedPython {
  const diagnostics = (workspace().check(code) as Ruff.Diagnostic[]).map(({ code: rule, message, start_location }) => {
    return { rule, message, line: start_location.row };
  });
  const [fault] = diagnostics.filter((it) => it.rule !== UNDEFINED).sort((a, b) => a.line - b.line);
  if (fault) return { fault, foreign: [], settings: [] };
  const foreign = diagnostics.flatMap(({ message, line }) => {
    const [, name] = /`(true|false|null)`/.exec(message) ?? [];
    return name === undefined ? [] : [{ name, line }];
  });
  return { foreign, settings: settingsIn(tokensOf(code)) };
}

function tokensOf(code: string): Token[] {
  const bytes = Buffer.from(code);
  const found = [
    ...workspace()
      .tokens(code)
      .matchAll(/^\s+(\w+) (\d+)\.\.(\d+)/gm),
  ];
  let [line, counted] = [1, 0];
  return found.flatMap(([, kind = '', from, to]) => {
    const start = Number(from);
    for (; counted < start; counted++) if (bytes[counted] === 0x0a) line++;
    if (kind === 'Comment' || kind === 'NonLogicalNewline') return [];
    return [{ kind, text: bytes.subarray(start, Number(to)).toString(), line }];
  });
}

function settingsIn(tokens: readonly Token[]): PythonSetting[] {
  const starts = tokens.flatMap((it, i) =>
    it.kind === 'Identifier' && it.text === 'c' && tokens[i - 1]?.kind !== 'Dot' ? [i] : [],
  );
  if (starts.some((i) => isRebound(tokens, i))) return [];
  return starts.flatMap((i) => {
    const [dot, className, second, trait, next, method, call] = tokens.slice(i + 1, i + 8);
    if (dot?.kind !== 'Dot' || second?.kind !== 'Dot' || trait?.kind !== 'Identifier') return [];
    if (className?.kind !== 'Identifier' || !/^[A-Z]/.test(className.text)) return [];
    const isSet =
      /^(Equal|\w+Equal)$/.test(next?.kind ?? '') &&
      !/^(EqEqual|NotEqual|\w*[Ll]essEqual|GreaterEqual)$/.test(next?.kind ?? '');
    const isAdded = next?.kind === 'Dot' && ADDING.has(method?.text ?? '') && call?.kind === 'Lpar';
    if (!isSet && !isAdded) return [];
    const literal = next?.kind === 'Equal' ? literalAt(tokens, i + 6) : undefined;
    const isWhole =
      literal !== undefined && /^(Newline|Semi|EndOfFile)$/.test(tokens[literal.next]?.kind ?? 'EndOfFile');
    const setting = { className: className.text, trait: trait.text, line: trait.line };
    return [isWhole ? { ...setting, literal: { value: literal.value } } : setting];
  });
}

/** Whether `c` gets another meaning here: a parameter, the variable of a loop, an assignment. */
function isRebound(tokens: readonly Token[], i: number): boolean {
  const [next, value] = [tokens[i + 1], tokens[i + 2]];
  if (next?.kind === 'Dot') return false;
  if (next?.kind === 'Equal') return value?.text !== 'get_config';
  const line = tokens.slice(tokens.slice(0, i).findLastIndex((it) => it.kind === 'Newline') + 1, i);
  return line.some((it) => ['Def', 'Lambda', 'For', 'As', 'Import'].includes(it.kind)) || next?.kind === 'ColonEqual';
}
