import type { Step } from '../bootstrap/plan/step.ts';
import { listedSteps, plainSteps, type StepReporter } from '../bootstrap/plan/step-reporter.ts';
import type { Reporter } from '../system/reporter.ts';
import { canRedraw, terminal } from '../system/terminal.ts';

/** Reports steps as a list that is drawn again, where that can be, and otherwise as lines. */
export function reportSteps(steps: readonly Step[], reporter: Reporter = terminal): StepReporter {
  return canRedraw(process.stderr) ? listedSteps(steps, reporter) : plainSteps(reporter);
}
