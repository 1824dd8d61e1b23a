import type { SecretSource } from '../platform/schema/scalars.ts';
import { sourceName } from '../platform/secrets.ts';
import { interruptible } from '../system/interruptible.ts';
import type { CommandOptions } from './secret-command.ts';
import type { FoundSecret } from './secret-text.ts';

/** What commands have printed, by {@link sourceName}. */
export type Printed = ReadonlyMap<string, FoundSecret>;

/** Runs the commands among some sources at the same time, each once. Ctrl-C ends them. */
export async function runSecretCommands(sources: readonly SecretSource[], options: CommandOptions): Promise<Printed> {
  const commands = new Map(
    sources.flatMap((source) => ('command' in source ? [[sourceName(source), source.command] as const] : [])),
  );
  if (commands.size === 0) return new Map();
  // What runs commands takes long to load, and most settings have none.
  const { printedBy } = await import('./secret-command.ts');
  const found = (signal: AbortSignal) =>
    Promise.all(
      [...commands].map(async ([name, argv]) => [name, await printedBy(argv, { ...options, signal })] as const),
    );
  return new Map(await interruptible(found));
}
