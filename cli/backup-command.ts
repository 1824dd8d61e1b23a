import { Command, InvalidArgumentError, Option } from 'commander';

/** `hubwright backup`: what the nodes back up by themselves, looked at and begun by hand. */
export function backupCommand(): Command {
  return new Command('backup')
    .addCommand(
      new Command('now')
        .description('Back up every node now, as its timer does.')
        .action(async () => (await import('./run-backup.ts')).runBackupNow()),
    )
    .addCommand(
      new Command('list')
        .description('List what is in the repository: every home with its size, its newest and its oldest backup.')
        .option('--json', 'print JSON')
        .action(async ({ json }: { json?: true }) => (await import('./run-backup.ts')).runBackupList(json === true)),
    )
    .addCommand(
      new Command('check')
        .description('Check the repository, and read a part of the data back to see that it is whole.')
        .addOption(
          new Option('--read <percent>', 'how much of the data to read back, chosen at random')
            .argParser(percent)
            .default(5),
        )
        .action(async ({ read }: { read: number }) => (await import('./run-backup.ts')).runBackupCheck(read)),
    );
}

function percent(text: string): number {
  const value = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > 100) throw new InvalidArgumentError('Write a whole number from 1 to 100.');
  return value;
}
