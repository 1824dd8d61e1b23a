import { posix } from 'node:path';
import { dockerfileInstructions } from './dockerfile.ts';

/** What a Dockerfile puts where the home of each user is mounted over it. */
export interface HiddenPath {
  /** Counted from 1. */
  readonly line: number;
  /** `/home/jovyan/notebooks` */
  readonly path: string;
}

/** Commands that make nothing, or that make what a home has anyway. */
const HARMLESS = /^\s*(?:rm|rmdir|chown|chmod|fix-permissions|test|ls|cd)\s/;
/** Caches, which no one misses. */
const UNMISSED = /\/\.(?:cache|npm|conda|config)(?:\/|$)/;

/**
 * The places below the home that a Dockerfile's last stage copies to or names in a `RUN`. Sees what is written there, and
 * not what programs do by themselves.
 *
 * @param home Where servers have the home; one with the user's name in it hides what no image has.
 */
export function hiddenByHome(text: string, home: string): HiddenPath[] {
  const variables = new Map([
    ['HOME', home],
    ['NB_USER', home.slice(home.lastIndexOf('/') + 1)],
  ]);
  let folder = '/';
  let found: HiddenPath[] = [];
  for (const { line, name: instruction, rest } of dockerfileInstructions(text)) {
    const value = rest.replaceAll(/\$\{?([A-Za-z_]\w*)\}?/g, (whole, name) => variables.get(name) ?? whole);
    const add = (paths: readonly string[]) => {
      found.push(
        ...paths.filter((path) => isHidden(path, home)).map((path) => ({ line, path: path.replace(/\/+$/, '') })),
      );
    };
    if (instruction === 'FROM') {
      found = [];
      folder = /jupyter|notebook|\$/.test(rest) ? home : '/';
    } else if (instruction === 'WORKDIR') {
      folder = posix.resolve(folder, value.trim().replace(/^["']|["']$/g, ''));
    } else if (instruction === 'ENV' || instruction === 'ARG') {
      for (const [, name = '', given = ''] of value.matchAll(/([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S*)/g)) {
        variables.set(name, given.replaceAll(/["']/g, ''));
      }
    } else if (instruction === 'COPY' || instruction === 'ADD') {
      add([posix.resolve(folder, destination(value))]);
    } else if (instruction === 'RUN') {
      const commands = value.split(/&&|\|\||;|\n/).filter((it) => !HARMLESS.test(it));
      add(
        commands
          .flatMap((it) => it.match(/(?<=^|[\s"'=>])(?:~|\/home\/\w+)\/[\w./-]+/g) ?? [])
          .map((path) => path.replace(/^~/, home)),
      );
    }
  }
  return found;
}

const isHidden = (path: string, home: string) => (path === home || path.startsWith(`${home}/`)) && !UNMISSED.test(path);

/** The last word of a copy, in either of its two forms. */
function destination(value: string): string {
  return (value.match(/"[^"]*"|[^\s[\],]+/g) ?? []).at(-1)?.replaceAll('"', '') ?? '';
}
