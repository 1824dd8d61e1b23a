/** A word or a sign of Python, as ruff calls it: `Identifier`, `Dot`, `Equal`. */
export interface Token {
  readonly kind: string;
  readonly text: string;
  readonly line: number;
}

/** A value that Python writes out, such as `"3Gi"` or `["ann"]`, and the token after it. */
export interface Literal {
  readonly value: unknown;
  readonly next: number;
}

const CONSTANTS = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

/** The literal that begins at a token; undefined for what has to be computed, and for what YAML has no like of. */
export function literalAt(tokens: readonly Token[], at: number): Literal | undefined {
  const { kind = '', text = '' } = tokens[at] ?? {};
  if (CONSTANTS.has(kind)) return { value: CONSTANTS.get(kind), next: at + 1 };
  switch (kind) {
    case 'Int':
    case 'Float':
      return /^[\d.]+$/.test(text) ? { value: Number(text), next: at + 1 } : undefined;
    case 'Minus': {
      const number = /^(Int|Float)$/.test(tokens[at + 1]?.kind ?? '') ? literalAt(tokens, at + 1) : undefined;
      return number && { value: -Number(number.value), next: number.next };
    }
    case 'String':
      return plainText(tokens, at);
    case 'Lsqb':
      return listAt(tokens, at + 1);
    case 'Lbrace':
      return mappingAt(tokens, at + 1);
    default:
      return undefined;
  }
}

/** A text without a prefix, an escape, and another text beside it, which Python would join with it. */
function plainText(tokens: readonly Token[], at: number): Literal | undefined {
  const match = /^("""|'''|"|')([^\\]*)\1$/s.exec(tokens[at]?.text ?? '');
  const isJoined = /String/.test(tokens[at + 1]?.kind ?? '');
  return match && !isJoined ? { value: match[2], next: at + 1 } : undefined;
}

function listAt(tokens: readonly Token[], from: number): Literal | undefined {
  const value: unknown[] = [];
  for (let at = from; ; at++) {
    if (tokens[at]?.kind === 'Rsqb') return { value, next: at + 1 };
    const entry = literalAt(tokens, at);
    if (entry === undefined) return undefined;
    value.push(entry.value);
    at = entry.next;
    if (tokens[at]?.kind === 'Rsqb') return { value, next: at + 1 };
    if (tokens[at]?.kind !== 'Comma') return undefined;
  }
}

function mappingAt(tokens: readonly Token[], from: number): Literal | undefined {
  const value = new Map<string, unknown>();
  for (let at = from; ; at++) {
    if (tokens[at]?.kind === 'Rbrace') return { value: Object.fromEntries(value), next: at + 1 };
    const key = literalAt(tokens, at);
    if (typeof key?.value !== 'string' || tokens[key.next]?.kind !== 'Colon') return undefined;
    const entry = literalAt(tokens, key.next + 1);
    if (entry === undefined) return undefined;
    value.set(key.value, entry.value);
    at = entry.next;
    if (tokens[at]?.kind === 'Rbrace') return { value: Object.fromEntries(value), next: at + 1 };
    if (tokens[at]?.kind !== 'Comma') return undefined;
  }
}
