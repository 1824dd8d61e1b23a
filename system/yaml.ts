import {
  type CreateNodeOptions,
  type DocumentOptions,
  Scalar,
  type ScalarTag,
  type SchemaOptions,
  stringify,
  type Tags,
  type ToStringOptions,
} from 'yaml';
import { stringifyNumber, stringTag } from 'yaml/util';

/**
 * Text that some reader takes for something else where it stands without quotes. Helm, kubectl and k3s read YAML 1.1 with
 * go-yaml, the hub with PyYAML, this project YAML 1.2, and each has numbers of its own: 1_000, 0o17, 0b1, 1:30.
 */
const WORD = /^(?:y|n|yes|no|on|off|true|false|null|~|=|<<|[-+]?\.(?:inf|nan))$/i;
const NUMBER =
  /^[-+]?(?:0b[01]*|0x[\da-f]*|0o[0-7]*|\d+(?::[0-5]?\d)*(?:\.\d*)?(?:e[-+]?\d*)?|\.\d*(?:e[-+]?\d*)?|e[-+]?\d+)$/i;
const DATE = /^\d{4}-\d\d?-\d\d?/;
const SPACED = /^\s|[\t\n]|\s$/;

/** Characters that some reader refuses, drops or takes for the end of a line: they are written as `\u2028`. */
const UNPRINTABLE = /[^\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/gu;
/** Most text is; it is found out at a tenth of the cost. */
const ASCII = /^[\t\n -~]*$/;
const isPrintable = (value: string) => ASCII.test(value) || value.search(UNPRINTABLE) === -1;

const text: ScalarTag = {
  ...(stringTag as ScalarTag),
  stringify(item, context, onComment, onChompKeep) {
    const value = String(item.value);
    if (!value.isWellFormed())
      throw new Error(`half of a character cannot be written as YAML: ${JSON.stringify(value)}`);
    const scalar = Object.assign(new Scalar(value), item, styleOf(value, item.type));
    const written = (stringTag as ScalarTag).stringify?.(scalar, context, onComment, onChompKeep) ?? '';
    if (isPrintable(value)) return written;
    return written.replace(UNPRINTABLE, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`);
  },
};

function styleOf(value: string, kept: Scalar['type']): Pick<Scalar, 'type'> {
  // Readers count the indentation of a block by its first line, and not all of them see the same in a tab.
  const isBlock = value.includes('\n') && !/^\s/.test(value) && isPrintable(value);
  if (isBlock) return { type: Scalar.BLOCK_LITERAL };
  // Where digits may be grouped with "_", they may be anywhere.
  const isNumber = NUMBER.test(value.replaceAll('_', ''));
  const quoted = isNumber || [WORD, DATE, SPACED].some((it) => it.test(value)) || !isPrintable(value);
  return { type: quoted ? Scalar.QUOTE_DOUBLE : kept };
}

/** `1e21` is text to PyYAML: a number with an exponent needs a point. */
function number(item: Scalar): string {
  if (!Number.isFinite(Number(item.value))) throw new Error(`${item.value} cannot be written: JSON has no such number`);
  return stringifyNumber(item).replace(/^(-?\d+)e/, '$1.0e');
}

/** How YAML is written: for a document that is edited, too, which takes them when it is parsed and when it is printed. */
export const yamlOptions = {
  aliasDuplicateObjects: false,
  customTags: (tags: Tags): Tags =>
    tags.map((it) => {
      if (typeof it === 'string' || it.collection) return it;
      if (it.tag === stringTag.tag) return text;
      return /:(int|float)$/.test(it.tag) && it.format === undefined ? { ...it, stringify: number } : it;
    }),
  lineWidth: 0,
  doubleQuotedMinMultiLineLength: Number.POSITIVE_INFINITY,
} as const satisfies DocumentOptions & SchemaOptions & CreateNodeOptions & ToStringOptions;

/**
 * Writes plain data as YAML that every reader takes for the same data, keys included, with quotes only where one of them
 * needs some and text of several lines as a block.
 */
export function toYaml(value: unknown): string {
  return stringify(value, yamlOptions);
}
