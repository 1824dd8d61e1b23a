import { Command } from 'commander';
import { helpText } from '../system/fit.ts';

interface DiffOptions {
  readonly markdown?: true;
  readonly exitCode?: true;
}

/** `hubwright diff`: what a change of the settings does. */
export function diffCommand(): Command {
  return new Command('diff')
    .argument('[revision]', 'a commit, branch or tag of this repository', 'HEAD')
    .option('--markdown', 'as a comment on a pull request, within the length that GitHub allows')
    .option('--exit-code', 'exit with 1 if there are differences, like git diff')
    .addHelpText(
      'after',
      helpText(`
Each side is synthesized from its own settings by its own main.ts, with the files of the repository that it imports.
Packages, including Hubwright, are those installed here, for both sides. If the main.ts of the revision cannot run with
them, a note says so, and the one in the working tree is used for both. Secrets are neither read nor shown: of a Secret,
only whether it differs.

Examples:
  npx hubwright diff                uncommitted changes
  npx hubwright diff main           changes of this branch
  npx hubwright diff --markdown origin/main > comment.md`),
    )
    .action(async (revision: string, { markdown, exitCode }: DiffOptions) => {
      const [{ compare }, { isSame, markdownReport, textReport }, { run }, { print, printData, printPatch }] =
        await Promise.all([
          import('./compare.ts'),
          import('../review/report.ts'),
          import('../system/exec.ts'),
          import('../system/terminal.ts'),
        ]);
      const comparison = await compare(revision, '.', run);
      if (markdown) printData(markdownReport(comparison).trimEnd());
      else {
        print(textReport(comparison));
        if (comparison.patch !== '') printPatch(comparison.patch.trimEnd());
      }
      if (exitCode && !isSame(comparison)) process.exitCode = 1;
    });
}
