import { isMapping } from '../system/mapping.ts';

/** A text in which what a template language fills in can be read as YAML. */
interface Guarded {
  readonly text: string;
  readonly isChanged: boolean;
  /** Lines that only steer a template, counted from 1; they are left out. */
  readonly statements: readonly number[];
}

/** A value that begins with `{{`, behind a key or in a list. */
const VALUE = /^(\s*(?:- )*(?:[\w."'/-]+:\s+)?)(\{\{.*\}\}[^#\n]*?)(\s+#.*)?$/;
const STATEMENT = /^\s*(?:\{\{.*\}\}|\{%.*%\})\s*$/;

/** Puts what a template language fills in between quotes, and leaves out the lines that only steer it. */
export function guardTemplates(text: string): Guarded {
  const statements: number[] = [];
  const lines = text.split('\n').map((line, i) => {
    if (STATEMENT.test(line)) {
      statements.push(i + 1);
      return '';
    }
    return line.replace(VALUE, (_, before: string, value: string, comment = '') => {
      return `${before}'${value.trim().replaceAll("'", "''")}'${comment}`;
    });
  });
  const guarded = lines.join('\n');
  return { text: guarded, isChanged: guarded !== text, statements };
}

/** What stands where somebody or something else is to put a value, on one line. */
const PLACEHOLDERS: readonly RegExp[] = [
  // Of a template: `{{ .Values.host }}`, `${HOST}`, `$HOST`, `#{HOST}#`, `__HOST__`, `@@HOST@@`, `%HOST%`.
  /\{\{.*\}\}|\$\{[^}]+\}|^\$[A-Z][A-Z0-9_]*$|^#\{[^}]+\}#?$|^__[A-Z0-9_]+__$|^@@?[A-Z0-9_]+@@?$|^%%?[A-Z0-9_]+%%?$/,
  // Of SOPS, vals, Argo CD's plugin for Vault, and a webhook of Vault: the latter two fill it in in the cluster.
  /^ENC\[AES256_GCM,|^ref\+[a-z0-9]+:\/\/|^<path:[^<>]+>$|^vault:[^\s#]+#\S+$/,
  // For a person: `<your-host>`, `CHANGEME`, `TODO`, `xxxx`, `***`.
  /^<[^<>]+>$|^(REPLACE|CHANGE|FILL)[-_ ]?(ME|IN)?\b|^(TODO|TBD|REDACTED|X{3,}|x{3,}|\*{3,}|\.{3}|…)$/,
];

/** What ansible-vault has encrypted by itself, which has many lines. */
const VAULT = /^\$ANSIBLE_VAULT;/;

/** Whether a value is to be filled in. Code and files may contain the same signs. */
export function isPlaceholder(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  return VAULT.test(value) || (!value.includes('\n') && PLACEHOLDERS.some((it) => it.test(value)));
}

/** The paths of all values that are to be filled in. */
export function placeholdersIn(value: unknown, path: readonly string[] = []): string[][] {
  if (isPlaceholder(value)) return [[...path]];
  if (Array.isArray(value)) return value.flatMap((it, i) => placeholdersIn(it, [...path, String(i)]));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => placeholdersIn(inner, [...path, key]));
}
