import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { found } from '../explain.ts';
import { hubClasses } from './chart-facts.ts';
import { type PythonSetting, parsePython } from './parse-python.ts';
import type { Surroundings } from './surroundings.ts';
import { checkTraitName, checkTraits, nearClass } from './traits.ts';

/** JupyterHub's configuration that is a file; any other Python file is a module. */
const CONFIGURATION = /\/jupyterhub_config\.d\/[^/]+\.py$/;

/**
 * Checks the Python in raw values: that it parses, and that `c.Class.trait = …` names a class and a trait that the hub
 * has, since the hub takes a misspelt one without a word.
 */
export function checkPython(
  values: Mapping,
  at: readonly PathSegment[],
  surroundings: Surroundings,
): SettingsProblem[] {
  return [
    ...entries(valueAt(values, ['hub', 'extraConfig'])).flatMap(([name, code]) => {
      const path = [...at, 'hub', 'extraConfig', name];
      if (typeof code === 'string') return checkCode(code, path, surroundings, true);
      // Helm hands on a null, too, and the hub does not start.
      return [{ path, message: `expected Python as text${found(path, code)}` }];
    }),
    ...entries(valueAt(values, ['hub', 'extraFiles'])).flatMap(([name, file]) => {
      if (!isMapping(file) || typeof file.stringData !== 'string') return [];
      const mountPath = String(file.mountPath);
      if (!mountPath.endsWith('.py')) return [];
      const path = [...at, 'hub', 'extraFiles', name, 'stringData'];
      return checkCode(file.stringData, path, surroundings, CONFIGURATION.test(mountPath));
    }),
  ];
}

const entries = (value: unknown) => (isMapping(value) ? Object.entries(value) : []);

function checkCode(
  code: string,
  path: readonly PathSegment[],
  surroundings: Surroundings,
  isConfiguration: boolean,
): SettingsProblem[] {
  const { fault, foreign, settings } = parsePython(code);
  if (fault) return [{ path, message: `line ${fault.line}: Python cannot read this: ${fault.message}` }];
  if (!isConfiguration) return [];
  return [
    // All Python of the configuration has the same names.
    ...foreign
      .filter(({ name }) => !new RegExp(`\\b${name}\\s*=[^=]`).test(surroundings.python))
      .map(({ name, line }) => foreignWord(name, line, path)),
    ...settings.flatMap((setting) => {
      const problems = checkSetting(setting, path, surroundings);
      return problems.map((it) => ({ ...it, path, atKey: false, message: `line ${setting.line}: ${it.message}` }));
    }),
  ];
}

const IN_PYTHON: Readonly<Record<string, string>> = { true: 'True', false: 'False', null: 'None' };

const foreignWord = (name: string, line: number, path: readonly PathSegment[]): SettingsProblem => ({
  path,
  message: `line ${line}: Python has no "${name}"`,
  fix: `write ${IN_PYTHON[name]}`,
});

function checkSetting(
  { className, trait, literal }: PythonSetting,
  path: readonly PathSegment[],
  { lenient, python }: Surroundings,
): SettingsProblem[] {
  if (hubClasses()[className]) {
    const scope = { lenient: lenient(className) };
    if (!literal) return checkTraitName(className, trait, path, scope);
    return checkTraits(className, { [trait]: literal.value }, path, scope);
  }
  const near = nearClass(className);
  // A class of the user's own is defined, imported or named somewhere besides its settings.
  const isOwn = new RegExp(`(?<!\\bc\\.)\\b${className}\\b`).test(python);
  if (near === undefined || isOwn) return [];
  return [
    {
      path,
      message: `the hub image has no class ${className}`,
      fix: `did you mean "${near}"?`,
      ...(lenient(near) && { severity: 'warning' }),
    },
  ];
}
