import { Command } from 'commander';
import { helpText } from '../system/fit.ts';

/** `hubwright doctor`: the preflight on demand, and more. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .option('--json', 'print JSON')
    .option('--all-passwords', 'check the passwords of all users, not only the first 200')
    .addHelpText(
      'after',
      helpText(`
It changes nothing. Exits with 1 if there is an error, with 2 if the settings are wrong; warnings and notes do not count.
A check that could not run is reported as skipped.`),
    )
    .action(async (options: DoctorWords) => {
      const { runDoctor } = await import('./run-doctor.ts');
      await runDoctor(options);
    });
}

/** The options as they are given. */
export interface DoctorWords {
  readonly json?: true;
  readonly allPasswords?: true;
}
