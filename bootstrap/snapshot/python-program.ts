import { readFileSync } from 'node:fs';

/**
 * A program with its modules, given to `python3 -` on its standard input, where it could not import them.
 *
 * @returns its text for what it is asked to do, which it finds as JSON in its last argument
 */
export function pythonProgram(main: URL, modules: Readonly<Record<string, URL>>): (asked: object) => string {
  const load = Object.entries(modules).map(([name, file]) => {
    return `load(${JSON.stringify(name)}, ${JSON.stringify(readFileSync(file, 'utf8'))})\n`;
  });
  const text = `${load.join('')}${readFileSync(main, 'utf8')}`;
  return (asked) => `${LOADER}sys.argv.append(${JSON.stringify(JSON.stringify(asked))})\n${text}`;
}

const LOADER = `import sys, types
def load(name, text):
    sys.modules[name] = types.ModuleType(name)
    exec(compile(text, name, "exec"), sys.modules[name].__dict__)
`;
