/** The arguments that a Dockerfile declares, and the images that it starts from. */
export interface DockerfileArgs {
  /** Names of all `ARG`s. */
  readonly declared: ReadonlySet<string>;
  /** What `ARG BASE=…` before the first `FROM` gives, undefined without one. */
  readonly base: string | undefined;
  /** The images that `FROM` names as they are, without an argument in them. */
  readonly from: readonly string[];
}

/** Reads the `ARG` and `FROM` lines of a Dockerfile. Only reads instructions on a single line, as everyone writes them. */
export function dockerfileArgs(text: string): DockerfileArgs {
  const declared = new Set<string>();
  let base: string | undefined;
  const from: string[] = [];
  const stages = new Set(['scratch']);
  let beforeFrom = true;
  for (const line of text.split(/\r?\n/)) {
    const [, image, stage] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
    if (image !== undefined) beforeFrom = false;
    if (image !== undefined && !stages.has(image) && !image.includes('$')) from.push(image);
    if (stage !== undefined) stages.add(stage);
    const words = /^\s*ARG\s+(.*)$/i.exec(line)?.[1];
    if (words === undefined) continue;
    for (const [, name = '', value] of words.matchAll(/([A-Za-z_]\w*)(?:=("[^"]*"|'[^']*'|\S*))?/g)) {
      declared.add(name);
      if (name === 'BASE' && beforeFrom && value) base = value.replace(/^(["'])(.*)\1$/, '$2');
    }
  }
  return { declared, base, from };
}
