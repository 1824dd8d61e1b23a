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
    /** @default - what is known of such a failure */
    readonly fix?: string,
  ) {
    super(message);
    this.name = 'StepFailure';
  }
}

/** A step that failed, as a person reads it: where, at what, what was said, the likely cause and how to fix it. */
export function describeFailure(step: Step, where: string, command: string, error: unknown): string | undefined {
  const failure = failureOf(error, command);
  if (failure === undefined) return undefined;
  const { what, output, isExplained } = failure;
  const known = isExplained ? undefined : knownProblem(`${what}\n${output}`);
  const fix = failure.fix ?? known?.fix;
  return [
    `${step.host} (${where}): ${step.title}: ${what}`,
    `  step     ${step.id}`,
    `  command  ${failure.command}`,
    ...lastLines(output, 12).map((line) => `  |  ${line}`),
    ...(known === undefined ? [] : [`  likely   ${known.message}`]),
    ...(fix === undefined ? [] : [`  fix      ${fix}`]),
  ].join('\n');
}

interface Failure {
  readonly command: string;
  readonly what: string;
  readonly output: string;
  readonly fix: string | undefined;
  /** Whether it says its cause by itself. */
  readonly isExplained?: boolean;
}

/** Undefined of what is a fault of the program. */
function failureOf(error: unknown, command: string): Failure | undefined {
  if (error instanceof HostError) {
    return { command: error.command, what: error.what, output: error.stderr || error.stdout, fix: error.fix };
  }
  if (error instanceof StepFailure) {
    const { message: what, output, fix } = error;
    return { command, what, output, fix, isExplained: fix !== undefined };
  }
  const known = error instanceof UserError ? error : fileProblem(error);
  return known && { command, what: known.message, output: '', fix: known.fix };
}
