import { knownProblem } from '../../cluster/known-problems.ts';
import { lastLines } from '../../system/exec.ts';
import { fileProblem } from '../../system/files/file-problem.ts';
import { HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import type { Step } from './step.ts';

/** What went wrong on a host while something was waited for or checked there. */
export class StepFailure extends Error {
  constructor(
    message: string,
    /** What the host said of it: a log, the output of a command. */
    readonly output = '',
  ) {
    super(message);
    this.name = 'StepFailure';
  }
}

/** A step that failed, as a person reads it: where, at what, what was said, the likely cause and how to fix it. */
export function describeFailure(step: Step, where: string, command: string, error: unknown): string | undefined {
  if (error instanceof HostError) {
    return text(step, where, error.command, error.what, error.stderr || error.stdout, error.fix);
  }
  if (error instanceof StepFailure) return text(step, where, command, error.message, error.output);
  const known = error instanceof UserError ? error : fileProblem(error);
  return known && text(step, where, command, known.message, '', known.fix);
}

function text(step: Step, where: string, command: string, what: string, output: string, ownFix?: string): string {
  const known = knownProblem(`${what}\n${output}`);
  const fix = ownFix ?? known?.fix;
  return [
    `${step.host} (${where}): ${step.title}: ${what}`,
    `  step     ${step.id}`,
    `  command  ${command}`,
    ...lastLines(output, 12).map((line) => `  |  ${line}`),
    ...(known === undefined ? [] : [`  likely   ${known.message}`]),
    ...(fix === undefined ? [] : [`  fix      ${fix}`]),
  ].join('\n');
}
