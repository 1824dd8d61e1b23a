/** The arguments that a Dockerfile declares, and the images that it starts from. */
export interface DockerfileArgs {
  /** Names of all `ARG`s. */
  readonly declared: ReadonlySet<string>;
  /** What `ARG BASE=…` before the first `FROM` gives, undefined without one. */
  readonly base: string | undefined;
  /** The images that `FROM` names as they are, without an argument in them. */
  readonly from: readonly string[];
}

/** An instruction of a Dockerfile, with the lines that continue it. */
export interface Instruction {
  /** Of its first line, counted from 1. */
  readonly line: number;
  /** `RUN` */
  readonly name: string;
  /** What follows its name; the lines of a here-document stay lines. */
  readonly rest: string;
}

/** The `ARG` and `FROM` instructions of a Dockerfile. */
export function dockerfileArgs(text: string): DockerfileArgs {
  const declared = new Set<string>();
  let base: string | undefined;
  const from: string[] = [];
  const stages = new Set(['scratch']);
  let beforeFrom = true;
  for (const { name: instruction, rest } of dockerfileInstructions(text)) {
    if (instruction === 'FROM') {
      const { image, stage } = startOfStage(rest);
      beforeFrom = false;
      if (!stages.has(image) && !image.includes('$')) from.push(image);
      if (stage !== undefined) stages.add(stage);
    } else if (instruction === 'ARG') {
      for (const [, name = '', value] of rest.matchAll(/([A-Za-z_]\w*)(?:=("[^"]*"|'[^']*'|\S*))?/g)) {
        declared.add(name);
        if (name === 'BASE' && beforeFrom && value) base = value.replace(/^(["'])(.*)\1$/, '$2');
      }
    }
  }
  return { declared, base, from };
}

/**
 * The labels that a Dockerfile gives its last stage, by name, with those of the stages that it starts from. A value with
 * an argument or a variable in it is known only to a build, and left out.
 */
export function dockerfileLabels(text: string): ReadonlyMap<string, string> {
  const stages = new Map<string, ReadonlyMap<string, string>>();
  let labels = new Map<string, string>();
  for (const { name, rest } of dockerfileInstructions(text)) {
    if (name === 'FROM') {
      const { image, stage } = startOfStage(rest);
      labels = new Map(stages.get(image));
      if (stage !== undefined) stages.set(stage, labels);
    } else if (name === 'LABEL') {
      for (const [label, written] of labelsIn(rest)) {
        if (/(?<!\\)\$/.test(written.replace(/^'.*'$/s, ''))) labels.delete(label);
        else labels.set(label, unquoted(written));
      }
    }
  }
  return labels;
}

/** The instructions of a Dockerfile in their order, without comments. */
export function* dockerfileInstructions(text: string): Generator<Instruction> {
  const lines = text.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    if (isLeftOut(lines[i])) continue;
    const line = i + 1;
    let whole = '';
    for (let continued = true; continued && i < lines.length; ) {
      const written = lines[i] ?? '';
      if (!isLeftOut(written)) {
        whole += written.replace(/\\\s*$/, '');
        continued = /\\\s*$/.test(written);
      }
      if (continued) i++;
    }
    const [, name = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*)$/.exec(whole) ?? [];
    const word = hereDocument(name, rest);
    const end = word === undefined ? -1 : lines.findIndex((it, at) => at > i && it.trim() === word);
    const inside = end < 0 ? [] : lines.slice(i + 1, end);
    if (end > 0) i = end;
    yield { line, name: name.toUpperCase(), rest: [rest, ...inside].join('\n') };
  }
}

/** Comments and empty lines, also between the lines of an instruction. */
const isLeftOut = (line = '') => /^\s*(?:#|$)/.test(line);

/** The word that ends the here-document of an instruction: `EOF` of `RUN <<EOF`. */
function hereDocument(name: string, rest: string): string | undefined {
  return /^(?:RUN|COPY|ADD)$/i.test(name) ? /<<-?(["']?)(\w+)\1/.exec(rest)?.[2] : undefined;
}

function startOfStage(rest: string): { image: string; stage?: string | undefined } {
  const [, image = '', stage] = /^(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(rest) ?? [];
  return { image, stage };
}

/** Names and values as they are written, in either form: `name=value …`, or `name value`, which is one label. */
function labelsIn(rest: string): (readonly [name: string, written: string])[] {
  const one = /^([^\s="']+)\s+(\S.*)$/s.exec(rest.trim());
  if (one !== null) return [[one[1] ?? '', one[2] ?? '']];
  return [...rest.matchAll(/("[^"]*"|'[^']*'|[^\s=]+)=((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])*)/gs)].map(
    ([, name = '', written = '']) => [unquoted(name), written],
  );
}

const unquoted = (written: string) =>
  written.replace(
    /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/gs,
    (_, double?: string, single?: string, escaped?: string) =>
      double?.replaceAll(/\\(["\\$])/g, '$1') ?? single ?? escaped ?? '',
  );
