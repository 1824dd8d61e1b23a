/** The arguments that a Dockerfile declares. */
export interface DockerfileArgs {
  /** Names of all `ARG`s. */
  readonly declared: ReadonlySet<string>;
  /** What `ARG BASE=…` before the first `FROM` gives, undefined without one. */
  readonly base: string | undefined;
}

/** Reads the `ARG` lines of a Dockerfile. Sees what can be written on one line each, as everybody writes them. */
export function dockerfileArgs(text: string): DockerfileArgs {
  const declared = new Set<string>();
  let base: string | undefined;
  let beforeFrom = true;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*FROM\s/i.test(line)) beforeFrom = false;
    const words = /^\s*ARG\s+(.*)$/i.exec(line)?.[1];
    if (words === undefined) continue;
    for (const [, name = '', value] of words.matchAll(/([A-Za-z_]\w*)(?:=("[^"]*"|'[^']*'|\S*))?/g)) {
      declared.add(name);
      if (name === 'BASE' && beforeFrom && value) base = value.replace(/^(["'])(.*)\1$/, '$2');
    }
  }
  return { declared, base };
}
