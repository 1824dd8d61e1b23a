import { Command } from 'commander';
import { helpText } from '../system/fit.ts';

/** `hubwright doctor`: the preflight on demand, and more. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .option('--json', 'print it as JSON')
    .option('--all-passwords', 'try the passwords of all users, not only of the first 200')
    .addHelpText(
      'after',
      helpText(`
It changes nothing anywhere. Exit code 1 if there is an error, 2 if the settings are wrong; warnings and notes leave it
at 0. A check that could not be made is told as such.`),
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
