import { type Alias, type Document, isCollection, visit, type YAMLError } from 'yaml';
import type { SettingsProblem } from '../system/problem.ts';
import { shorten } from '../system/shorten.ts';

/** Levels of mappings and lists in each other. */
export const MOST_LEVELS = 100;

/** A problem of the YAML itself. */
export interface YamlProblem extends Pick<SettingsProblem, 'message' | 'fix'> {
  /** Where it is, from the start of the text. */
  readonly offset: number;
}

/** Characters that look like a space but are not one in YAML; they come from web pages and word processors. */
export const ODD_SPACE = /[\xa0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|\r(?!\n)/;
const CONFLICT = /^(?:<{7}|={7}|>{7})(?: |$)/m;

/** What a character is called in messages: `U+00A0`. */
export const codePoint = (text: string) =>
  `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** What no settings file may contain anywhere. */
export function problemOfText(text: string): YamlProblem | undefined {
  const conflict = CONFLICT.exec(text);
  if (conflict)
    return { offset: conflict.index, message: 'a merge conflict', fix: "keep one side, and remove git's markers" };
  const control = CONTROL.exec(text);
  if (!control) return undefined;
  const offset = control.index;
  return control[0] === '\r'
    ? {
        offset,
        message: 'a line that ends with only a carriage return',
        fix: 'save the file with Unix line endings (LF)',
      }
    : { offset, message: `the control character ${codePoint(control[0])}`, fix: 'remove it' };
}

/** The first problem that the parser found, in words that say what to write; what follows is mostly its consequence. */
export function firstProblem(text: string, document: Document.Parsed): YamlProblem | undefined {
  const all = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  const deep = all.find((it) => it.code === 'RESOURCE_EXHAUSTION');
  const [first] = all;
  if (first === undefined) return undefined;
  if (deep !== undefined) return nestedTooDeeply(deep.pos[0]);
  const at = all.filter((it) => it.pos[0] === first.pos[0]);
  const [begin] = first.pos;
  const rest = text.slice(begin);
  const lineStart = text.lastIndexOf('\n', begin - 1) + 1;
  const line = text.slice(lineStart).split(/\r?\n/, 1)[0] ?? '';
  const odd = ODD_SPACE.exec(line.replace(/(^|\s)#.*/, ''));
  if (odd) return oddSpace(odd[0], lineStart + odd.index);
  const found = new Set(at.map((it) => it.code));
  return explained(first, found, document, text) ?? unclear(begin, rest);
}

/**
 * What keeps an alias from standing for a value: there is none before it, or it is in that value itself.
 *
 * @param above What the alias is in, as `visit` of the YAML library gives it.
 */
export function problemOfAlias(
  alias: Alias,
  document: Document.Parsed,
  above: readonly unknown[],
): YamlProblem | undefined {
  const offset = alias.range?.[0] ?? 0;
  const value = alias.resolve(document);
  if (value === undefined) {
    const message = `"*${alias.source}" refers to an anchor that is not defined before it`;
    return { offset, message, fix: 'put text that begins with "*" in quotes' };
  }
  if (!above.includes(value)) return undefined;
  return { offset, message: `"*${alias.source}" refers to a value that it is in itself`, fix: 'write the values out' };
}

/** More levels than anyone writes, or YAML readers accept. */
export const nestedTooDeeply = (offset: number): YamlProblem => ({
  offset,
  message: `more than ${MOST_LEVELS} nested levels of mappings and lists`,
  fix: 'check the brackets and the indentation',
});

/** A character that only looks like a space. */
const oddSpace = (space: string, offset: number): YamlProblem => ({
  offset,
  message: `the space ${codePoint(space)} is not a space in YAML`,
  fix: 'write an ordinary one',
});

function explained(
  { code, message, pos: [offset] }: YAMLError,
  found: ReadonlySet<string>,
  document: Document.Parsed,
  text: string,
): YamlProblem | undefined {
  const rest = text.slice(offset);
  const line = rest.split(/\r?\n/, 1)[0] ?? '';
  const say = (message: string, fix: string) => ({ offset, message, fix });
  switch (code) {
    case 'TAB_AS_INDENT':
      return say('a tab in the indentation', 'indent with spaces');
    case 'BLOCK_AS_IMPLICIT_KEY':
      return found.has('MULTILINE_IMPLICIT_KEY') ? tooDeep(offset, text) : colonInText(offset, line);
    case 'MULTILINE_IMPLICIT_KEY':
      return found.has('BLOCK_IN_FLOW') ? say('missing comma after this entry', 'add one') : noKey(offset, line);
    case 'BLOCK_IN_FLOW':
      return colonInText(offset, line.replace(/[,\]}].*$/, ''));
    case 'BAD_SCALAR_START':
      return say(`text cannot begin with "${line.charAt(0)}"`, inQuotes(line));
    case 'MISSING_CHAR':
      if (message.startsWith('Missing closing')) return openQuote(offset, document);
      return message.startsWith('Sequence item') ? badIndent(offset, text) : noKey(offset, line);
    case 'BAD_INDENT':
      return message.startsWith('Flow') ? openBracket(offset, message, document) : badIndent(offset, text);
    case 'DUPLICATE_KEY':
      return say('duplicate key', 'keep one of them');
    case 'TAG_RESOLVE_FAILED':
      return say(
        `YAML tags such as "${line.split(' ', 1)[0]}" are not supported`,
        'put text that begins with "!" in quotes',
      );
    case 'BAD_ALIAS':
      return say(`text cannot begin with "${line.charAt(0)}"`, inQuotes(line));
    case 'BAD_DQ_ESCAPE':
      return say('"\\" begins an escape in double quotes', 'write "\\\\", or put the text in single quotes');
    case 'UNEXPECTED_TOKEN':
      return unexpected(offset, message, line, text);
    default:
      return undefined;
  }
}

function unexpected(offset: number, message: string, line: string, text: string): YamlProblem | undefined {
  const before = text.slice(0, offset).trimEnd().at(-1) ?? '';
  if (message.startsWith('Unexpected ,'))
    return { offset, message: 'a comma with nothing before it', fix: 'remove it' };
  if (/^[\]}]/.test(line))
    return { offset, message: `"${line.charAt(0)}" closes nothing`, fix: 'remove it, or put the text in quotes' };
  if (message.startsWith('Not a YAML token'))
    return {
      offset,
      message: 'text after the "|" or ">" that begins a block',
      fix: 'write it on the next line, indented',
    };
  if (/["']/.test(before))
    return {
      offset,
      message: `text after a closing quote`,
      fix: `put the whole text in quotes, and write a quote inside it as ${before === "'" ? "''" : '\\"'}`,
    };
  return undefined;
}

function colonInText(offset: number, line: string): YamlProblem {
  const smart = /^[“”„‘’]/.test(line);
  if (smart) return { offset, message: 'typographic quotes are not quotes in YAML', fix: 'write straight ones: "…"' };
  return {
    offset,
    message: `": " begins another mapping here`,
    fix: `${inQuotes(line)}, or start the mapping on a new line`,
  };
}

/** A line below a key that has a value already. */
function tooDeep(offset: number, text: string): YamlProblem {
  const first = text.slice(offset).split(/\r?\n/, 1)[0] ?? '';
  const next = offset + text.slice(offset).search(/\n[ ]*\S/);
  const indent = /^\n */.exec(text.slice(next))?.[0].length ?? 0;
  const value = first.trim();
  return {
    offset: next + indent,
    message: `wrong indentation: the key above already has the value ${quoted(value)}`,
    fix: 'align this line with that key',
  };
}

function badIndent(offset: number, text: string): YamlProblem {
  const shift = /^[ ]*/.exec(text.slice(offset))?.[0].length ?? 0;
  return {
    offset: offset + shift,
    message: 'wrong indentation',
    fix: 'align this line with the entries it belongs to',
  };
}

/** A line that should be `key: value`. */
function noKey(offset: number, line: string): YamlProblem {
  const near = /^([\w./-]+):(\S.*)$/.exec(line);
  if (near) return { offset, message: `missing space after the colon`, fix: `write "${near[1]}: ${near[2]}"` };
  if (line.startsWith('//')) return { offset, message: 'a comment starts with "#", not "//"' };
  return {
    offset,
    message: `${quoted(line.trim())} has no value`,
    fix: 'write it as "key: value", or check its indentation',
  };
}

function openQuote(end: number, document: Document.Parsed): YamlProblem {
  let offset = end;
  visit(document, {
    Scalar: (_key, node) => {
      if (/^QUOTE/.test(node.type ?? '') && node.range) offset = node.range[0];
    },
  });
  return { offset, message: 'this quote is never closed', fix: 'close it at the end of the text' };
}

function openBracket(end: number, message: string, document: Document.Parsed): YamlProblem {
  let offset = end;
  visit(document, {
    Node: (_key, node) => {
      if (isCollection(node) && node.flow && node.range && node.range[0] < end) offset = node.range[0];
    },
  });
  const [open, close] = message.startsWith('Flow map') ? ['{', '}'] : ['[', ']'];
  return {
    offset,
    message: `this "${open}" is not closed by a "${close}" that is indented`,
    fix: 'add one, or indent it',
  };
}

function unclear(offset: number, rest: string): YamlProblem {
  return {
    offset,
    message: 'this is not YAML',
    fix: `check the indentation, quotes and brackets near ${quoted(rest)}`,
  };
}

const quoted = (text: string) => {
  const line = text.split(/\r?\n/, 1)[0]?.trim() ?? '';
  return `"${shorten(line, 40)}"`;
};

const inQuotes = (line: string) => {
  const text = line.replace(/\s+#.*$/, '').trim();
  return text.length > 60 || /["'\\]/.test(text) ? 'put the text in quotes' : `put the text in quotes: "${text}"`;
};
