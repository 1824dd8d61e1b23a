/** How bad a problem is: something does not work or is open to others, or it soon may be, or it is good to know. */
export type Severity = 'error' | 'warning' | 'note';

/** Something that is wrong, as a person can fix it. Never holds a secret. */
export interface Problem {
  readonly severity: Severity;
  /** What is wrong and what was found. */
  readonly message: string;
  /** What happens if it is left so. */
  readonly cost?: string;
  /** What to write or to type. */
  readonly fix: string;
}

/** A problem of a host, a file, a user or the like. */
export interface ProblemAt extends Problem {
  /** The names of the hosts, or of whatever it is. */
  readonly where: string;
}

/** A problem of a document of settings: an error, unless it says otherwise. */
export interface SettingsProblem extends Pick<Problem, 'message'>, Partial<Pick<Problem, 'severity' | 'fix'>> {
  /** Where in the document, from its root: `['hub', 'values', 'hub', 'db']`. */
  readonly path: readonly PathSegment[];
  /** Whether the key is at fault and not its value: then the location is the key's. @default false */
  readonly atKey?: boolean;
}

/** A problem of a settings document with the file and the place that it was found in. */
export interface LocatedProblem extends SettingsProblem, Location {
  readonly file: string;
}

/** A place in a file, both counted from 1 as editors count. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/** A step into a document: a key of a mapping or an index of a list. */
export type PathSegment = string | number;

export const error = (message: string, fix: string): Problem => ({ severity: 'error', message, fix });

export const warning = (message: string, fix: string, cost: string): Problem => ({
  severity: 'warning',
  message,
  fix,
  cost,
});

/** A path as it is written in messages: `sizes[0].cpu.limit`. */
export function formatPath(path: readonly PathSegment[]): string {
  return path.map((s, i) => (typeof s === 'number' ? `[${s}]` : i === 0 ? s : `.${s}`)).join('');
}

/** A problem as it is printed, with what it costs and how to fix it on lines of their own. */
export function formatProblem({ severity, where, message, cost, fix }: ProblemAt): string {
  return [`${severity}: ${where}: ${message}`, ...(cost === undefined ? [] : [`If left so, ${cost}.`]), fix].join(
    '\n  ',
  );
}

/** `platform.yaml:12:5: sizes[0].cpu.limit: what is wrong, what was found; what to write instead`. */
export function formatLocated({ file, line, column, path, message, fix, severity }: LocatedProblem): string {
  const kind = severity === 'warning' ? 'warning: ' : '';
  const where = path.length > 0 ? `${formatPath(path)}: ` : '';
  return `${file}:${line}:${column}: ${kind}${where}${message}${fix ? `; ${fix}` : ''}`;
}
