import { basename } from 'node:path';
import { UserError } from '../system/user-error.ts';

/** A kind of file that stands for values in somebody's mind, and has none that can be read. */
interface OtherFile {
  readonly is: string;
  /** How its name ends. */
  readonly name: RegExp;
  /** How it begins, in hexadecimal, where that alone tells it from a file of values. */
  readonly begins?: RegExp;
  /** How a line of it begins, where it is no file of values. */
  readonly contains?: RegExp;
  readonly fix: string;
}

const WHOLE = 'the release of a running hub has all of it: `--from-cluster`';

const OTHERS: readonly OtherFile[] = [
  {
    is: 'an archive',
    name: /\.(tgz|gz|zip)$/,
    begins: /^(1f8b|504b0304)/,
    fix: 'Unpack it, and name the files of values in it. The `values.yaml` of the chart itself has only its defaults.',
  },
  {
    is: 'a file of Terraform',
    name: /\.tf(\.json)?$/,
    contains: /^(resource|data|module|provider)\s+"[^\n]*\{/m,
    fix: `Name the files that \`values\` of its helm_release reads. Its \`set\` blocks are not in them; ${WHOLE}.`,
  },
  {
    is: "JupyterHub's own configuration",
    name: /\.py$/,
    contains: /^c\.[A-Z]\w*\.\w+/m,
    fix: 'Name the values that the chart was given. Without a chart, `npx hubwright init` makes a project; what no setting does can stay Python, in `hub.values.hub.extraConfig`.',
  },
  {
    is: 'a script',
    name: /(\.(sh|bash|zsh|ps1|mk)|^Makefile|^justfile)$/i,
    begins: /^2321/,
    contains: /^helm3?\s+(upgrade|install)\b/m,
    fix: `Name the files that it gives to helm with \`--values\`, in their order. What it gives with \`--set\` is not in them; ${WHOLE}.`,
  },
];

/** @throws UserError if its name or its beginning tells that a file has no values, with where they may be */
export function refuseOther(path: string, bytes: Buffer): void {
  const name = basename(path);
  const begin = bytes.subarray(0, 4).toString('hex');
  refuse(path, (it) => it.name.test(name) || it.begins?.test(begin) === true);
}

/** The same for the text of a file that has turned out to have none. */
export function refuseOtherText(path: string, text: string): void {
  refuse(path, (it) => it.contains?.test(text) === true);
}

function refuse(path: string, is: (kind: OtherFile) => boolean): void {
  const found = OTHERS.find(is);
  if (found) throw new UserError(`${path} is ${found.is}`, { fix: found.fix, exitCode: 2 });
}
