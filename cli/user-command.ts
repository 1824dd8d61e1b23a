import { Command, Option } from 'commander';
import { helpText } from '../system/fit.ts';
import { note, printData } from '../system/terminal.ts';
import type { PasswordInput } from './ask-password.ts';
import { collect } from './collect.ts';
import type { UserContext } from './user-context.ts';

/** `hubwright user`: everyone who may log in. */
export function userCommand(): Command {
  return new Command('user')
    .addCommand(addCommand())
    .addCommand(passwdCommand())
    .addCommand(
      new Command('remove')
        .argument('<name...>')
        .description('Remove users. Their homes are kept; the output says how to delete them.')
        .action(async (names: string[]) => (await actions()).removeUsers(names, context)),
    )
    .addCommand(
      changing('disable', 'Keep users from logging in, and stop their servers.', async (names) =>
        (await actions()).setDisabled(names, true, context),
      ),
    )
    .addCommand(
      changing('enable', 'Let disabled users log in again.', async (names) =>
        (await actions()).setDisabled(names, false, context),
      ),
    )
    .addCommand(
      changing('promote', 'Make users administrators of the hub.', async (names) =>
        (await actions()).setAdmin(names, true, context),
      ),
    )
    .addCommand(
      changing('demote', 'Make administrators ordinary users.', async (names) =>
        (await actions()).setAdmin(names, false, context),
      ),
    )
    .addCommand(groupCommand())
    .addCommand(
      new Command('list')
        .option('--json', 'print JSON, without password hashes')
        .description('List the users.')
        .action(async ({ json }: { json?: true }) => {
          const { listUsers } = await import('./list-users.ts');
          listUsers(json === true, context);
        }),
    );
}

const passwordOptions = () => [
  new Option('--generate', 'generate a password and show it once').conflicts('stdin'),
  new Option('--stdin', 'read the password from one line of standard input'),
];

interface PasswordOptions {
  readonly generate?: true;
  readonly stdin?: true;
}

interface AddOptions extends PasswordOptions {
  readonly admin?: true;
  readonly group?: string[];
  readonly from?: string;
  readonly out?: string;
}

function addCommand(): Command {
  const command = new Command('add')
    .argument('[name]', 'login name, in lower case')
    .description('Add a user, or a whole class from a CSV file. You are prompted twice for the password.')
    .option('--admin', 'make the user an administrator of the hub')
    .option('--group <group>', 'a group for the user; can be repeated', collect)
    .addOption(
      new Option(
        '--from <file.csv>',
        'add all new users in it, or nobody if a line is wrong, with generated passwords',
      ).conflicts(['admin', 'generate', 'stdin']),
    )
    .option(
      '--out <file>',
      'with --from: new file for the passwords (default: <file>-passwords.csv, -passwords-2.csv and so on)',
    )
    .addHelpText(
      'after',
      helpText(`
A class list starts with the line "name,admin,groups", in any order; only "name" is required. Commas, semicolons or tabs
separate the columns, as Excel writes them; other columns are ignored:
  name,admin,groups
  ada,yes,staff;research
  grace,,research

Examples:
  npx hubwright user add ada --admin --group research
  npx hubwright user add --from class.csv`),
    );
  for (const option of passwordOptions()) command.addOption(option);
  return command.action(async (name: string | undefined, options: AddOptions) => {
    const { from, out } = options;
    if ((name === undefined) === (from === undefined))
      command.error('error: expected either a name or --from FILE.csv');
    if (from === undefined && out !== undefined) command.error('error: --out needs --from');
    if (from !== undefined && options.group !== undefined)
      command.error('error: with --from, groups come from the file');
    if (from !== undefined) return (await import('./add-class.ts')).addClass(from, out, context);
    const { admin = false, group = [] } = options;
    return (await actions()).addUser(name as string, { admin, groups: group, source: sourceOf(options) }, context);
  });
}

function passwdCommand(): Command {
  const command = new Command('passwd')
    .argument('<name>')
    .description('Set a new password for a user. You are prompted for it twice.');
  for (const option of passwordOptions()) command.addOption(option);
  return command.action(async (name: string, options: PasswordOptions) =>
    (await actions()).changePassword(name, sourceOf(options), context),
  );
}

function changing(verb: string, description: string, change: (names: string[]) => Promise<void>): Command {
  return new Command(verb).argument('<name...>').description(description).action(change);
}

function groupCommand(): Command {
  const groups = () => import('./user-groups.ts');
  const changing = (verb: string, description: string) =>
    new Command(verb).argument('<name>', 'the user').argument('<group...>').description(description);
  return new Command('group')
    .description('Change the groups of users. Images, sizes and shared folders can be limited to groups.')
    .addCommand(
      changing('add', 'Add a user to groups.').action(async (name: string, names: string[]) =>
        (await groups()).joinGroups(name, names, context),
      ),
    )
    .addCommand(
      changing('remove', 'Remove a user from groups.').action(async (name: string, names: string[]) =>
        (await groups()).leaveGroups(name, names, context),
      ),
    );
}

function sourceOf({ generate, stdin }: PasswordOptions): PasswordInput {
  return generate ? 'generate' : stdin ? 'stdin' : 'terminal';
}

const actions = () => import('./user-actions.ts');

/** The answer goes to standard output, what is said about it to standard error. */
const context: UserContext = { print: printData, note: note };
