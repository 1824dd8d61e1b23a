import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { PathSegment, SettingsProblem } from '../system/problem.ts';
import { codePoint, ODD_SPACE } from './yaml-problem.ts';

type Path = readonly PathSegment[];

/** Values and keys of a document that other YAML readers read differently, or that are not what they look like. */
export function scalarProblems(node: Node | null, path: Path = []): SettingsProblem[] {
  if (isScalar(node)) return problemsOf(node, path, false);
  if (isSeq(node)) return node.items.flatMap((item, i) => scalarProblems(item as Node | null, [...path, i]));
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => {
    if (!isScalar(key)) return [];
    const inner = [...path, String(key.value ?? '')];
    return [...problemsOf(key, inner, true), ...scalarProblems(value as Node | null, inner)];
  });
}

/** Every text that is written without quotes. */
export function plainTexts(node: Node | null, path: Path = []): { path: Path; text: string }[] {
  if (isScalar(node))
    return node.type === 'PLAIN' && typeof node.value === 'string' ? [{ path, text: node.value }] : [];
  if (isSeq(node)) return node.items.flatMap((item, i) => plainTexts(item as Node | null, [...path, i]));
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) =>
    isScalar(key) ? plainTexts(value as Node | null, [...path, String(key.value)]) : [],
  );
}

function problemsOf(scalar: Scalar, path: Path, isKey: boolean): SettingsProblem[] {
  const message = problemOf(scalar, isKey);
  return message === undefined ? [] : [{ path, message, ...(isKey && { atKey: true }) }];
}

function problemOf(scalar: Scalar, isKey: boolean): string | undefined {
  const { value, type } = scalar;
  if (isKey && value === '__proto__') return 'this cannot be a key';
  if (typeof value === 'string' && !value.isWellFormed()) return 'half of a surrogate pair; write the whole character';
  if (type !== 'PLAIN') return undefined;
  const source = scalar.source ?? '';
  if (typeof value === 'string') return problemOfText(source, isKey);
  const quoted = `"${source}" in quotes`;
  if (isKey && typeof value !== 'number') {
    const meaning = value === null ? 'no value' : 'a boolean';
    return source === '' ? 'a key is missing before the colon' : `${source} means ${meaning} in YAML: write ${quoted}`;
  }
  if (typeof value !== 'number') return undefined;
  if (isKey && String(value) !== source) return `YAML reads this key as the number ${value}: write ${quoted}`;
  return problemOfNumber(source, value);
}

/** A number that Kubernetes or Helm reads differently from what YAML 1.2 says. */
function problemOfNumber(source: string, value: number): string | undefined {
  if (!Number.isFinite(value))
    return `${source} is not a number that a chart can have: write one, or "${source}" in quotes`;
  const octal = /^[-+]?0\d+$/.test(source) ? eight(source) : value;
  if (octal === undefined)
    return `${source} is ${value} or text, depending on the reader: write ${value}, or "${source}" in quotes`;
  if (octal !== value)
    return `${source} is ${octal} for Kubernetes and ${value} for others: write ${octal} for the octal number, or "${source}" in quotes for text`;
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && /^[-+]?\d+$/.test(source))
    return `${source} has more digits than a number can hold: write "${source}" in quotes`;
  return undefined;
}

function eight(source: string): number | undefined {
  if (/[89]/.test(source)) return undefined;
  return Number.parseInt(source, 8);
}

function problemOfText(source: string, isKey: boolean): string | undefined {
  const odd = ODD_SPACE.exec(source);
  const misplaced = odd && (odd.index === 0 || odd.index === source.length - 1 || source[odd.index - 1] === ':');
  if (misplaced) return `the space ${codePoint(odd[0])} is not a space in YAML; write an ordinary one`;
  if (isKey && /^[“”„‘’]/.test(source))
    return `typographic quotes are not quotes in YAML; write ${JSON.stringify(source.replace(/[“”„‘’]/g, ''))}`;
  const digits = source.replaceAll('_', '');
  const isNumber =
    /^(?:\d|[-+][\d_])/.test(source) && /^[-+]?(?:0b[01]+|0x[\da-f]+|\d+(?:\.\d*)?(?:e[-+]?\d+)?)$/i.test(digits);
  if (!isNumber) return undefined;
  // Number() knows a sign before decimals only.
  const [, sign = '', amount = ''] = /^([-+]?)(.*)$/.exec(digits) ?? [];
  const number = Number(`${sign === '-' ? -1 : 1}`) * Number(amount);
  return `${source} is ${number} for Helm and text for others: write ${number}, or "${source}" in quotes`;
}
