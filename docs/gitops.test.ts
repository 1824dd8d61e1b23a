import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { parse, parseAllDocuments } from 'yaml';

const { COMMANDS }: { readonly COMMANDS: readonly { readonly name: string; readonly load: () => Promise<Command> }[] } =
  await import(new URL('../cli/commands.js', import.meta.url).href);
const page = readFileSync(new URL('gitops.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => text);
const [workflow = '', ...others] = blocks;

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: object;
  readonly env?: Readonly<Record<string, string>>;
}

test('every YAML on the page can be read', () => {
  for (const text of others) for (const it of parseAllDocuments(text)) expect(it.errors).toEqual([]);
  expect(others).toHaveLength(2);
});

test('the workflow is whole', () => {
  const { on, jobs } = parse(workflow) as { on: object; jobs: Record<string, { steps: Step[]; 'runs-on': string[] }> };
  expect([on, Object.keys(jobs)]).toEqual([{ push: { branches: ['main'] } }, ['up']]);
  const steps = jobs.up?.steps ?? [];
  for (const { uses, run, env = {} } of steps) {
    expect([uses, run].filter((it) => it !== undefined)).toHaveLength(1);
    // Texts of others never become part of a script: only by a variable.
    expect(run ?? '').not.toContain('${{');
    for (const value of Object.values(env)) expect(value).toMatch(/^\$\{\{ (vars|secrets)\.\w+ \}\}$/);
    for (const [, name = ''] of (run ?? '').matchAll(/\$(\w+)/g)) expect(Object.keys(env)).toContain(name);
  }
});

test.each([...new Set([...page.matchAll(/npx hubwright ([^`"\n|]+)/g)].map(([, words = '']) => words.trim()))])(
  'the page names a command that there is: %s',
  async (words) => {
    const [name = '', ...rest] = words.split(/\s+/);
    const load = COMMANDS.find((it) => it.name === name)?.load;
    let command: Command | undefined = await load?.();
    for (const word of rest.filter((it) => /^[a-z]+$/.test(it))) {
      command = command?.commands.find((it) => it.name() === word) ?? command;
    }
    const options = command?.options.map((it) => it.long) ?? [];
    expect(command).toBeDefined();
    expect(options).toEqual(expect.arrayContaining(rest.filter((it) => it.startsWith('--'))));
  },
);
