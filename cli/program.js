import { existsSync, readFileSync } from 'node:fs';
import { styleText } from 'node:util';
import { Command } from 'commander';
import { COMMANDS } from './commands.js';

// Plain JavaScript: TypeScript, and all else that is heavy, is loaded for the commands that are named, and not for
// `--help` and `--version`.
const args = process.argv.slice(2);
const isJson = args.includes('--json');
const named = COMMANDS.filter(({ name }) => args.includes(name));
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const program = new Command('hubwright')
  .description('JupyterHub on your own hardware, from one typed file.')
  .version(manifest.version)
  .option('-C, --directory <folder>', 'run as if started in this folder')
  .on('option:directory', enter)
  .helpCommand(false);

// The package has it compiled, and reads TypeScript only where a main.ts is.
const isSource = existsSync(new URL('errors.ts', import.meta.url));
if (named.length > 0 && isSource) (await import('tsx/esm/api')).register();
for (const { name, description, load } of COMMANDS) {
  const command = args.includes(name) ? await load() : new Command(name);
  program.addCommand(command.description(description));
}
program.addCommand(
  new Command('help')
    .argument('[command...]')
    .description('Show the help of a command, for example `help user add`.')
    .action((names) => helpFor(names).help()),
);
prepare(program, 'hubwright');

// A terminal that was closed, or a reader like `head` that has enough, is no reason to leave work half done.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

if (named.length === 0) await program.parseAsync();
else {
  const { reportErrors } = await import('./errors.ts');
  await reportErrors(async () => {
    await program.parseAsync();
  });
}

/** As `git -C` does: paths of options are those in the folder, and a second one goes on from the first. */
function enter(folder) {
  try {
    process.chdir(folder);
  } catch (error) {
    const why = { ENOENT: 'no such folder', ENOTDIR: 'not a folder', EACCES: 'permission denied' };
    program.error(`error: --directory ${folder}: ${why[error.code] ?? error.message}`);
  }
}

/** The command of a command that some words name. */
function helpFor(names) {
  return names.reduce((command, name) => {
    const found = command.commands.find((it) => it.name() === name);
    if (found !== undefined) return found;
    // Of one that has commands, it is left to the parser to say which were meant.
    if (command.commands.length > 0) command.parse([name], { from: 'user' });
    return command.error(`error: '${command.name()}' has no subcommands`);
  }, program);
}

/** Wrong usage exits with 2, of a command in a command too. */
function prepare(command, words) {
  command
    .exitOverride((error) => {
      if (isJson && error.exitCode !== 0) process.stdout.write(`${JSON.stringify({ error: error.message })}\n`);
      process.exit(error.exitCode === 0 ? 0 : 2);
    })
    .showHelpAfterError(`See \`${words} --help\`.`)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (text, write) => write(styleText('red', text, { stream: process.stderr })) });
  for (const inner of command.commands) prepare(inner, `${words} ${inner.name()}`);
}
