import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';
import { classNamed, misspeltPath } from './authenticators.ts';
import { hubClasses } from './chart-facts.ts';
import { isA } from './hub-classes.ts';

/** What the typed settings say about the hub that raw values are for. */
export interface HubSettings {
  /** Whether its image, or its chart, is another than the one whose classes are known here. @default false */
  readonly otherImage?: boolean;
  /** What the typed settings put into `hub.config`. @default - nothing */
  readonly config?: Mapping;
}

/** What else may be in the hub, so that a name which is unknown here may be known there. */
export interface Surroundings {
  /** Whether a section of the class may hold more than the usual image's class takes. */
  readonly lenient: (className: string) => boolean;
  /** Whether something else than KubeSpawner may read the profiles. */
  readonly ownForm: boolean;
  /** All Python in the values, as one text. */
  readonly python: string;
}

/** Looks through raw values for an image, a class or a form of the user's own. */
export function surroundingsOf(values: Mapping, { otherImage = false }: HubSettings): Surroundings {
  const python = pythonOf(values);
  const ownImage = otherImage || ['name', 'tag'].some((key) => valueAt(values, ['hub', 'image', key]) !== undefined);
  const own = {
    Spawner: ownImage || hasOwnClass(values, python, 'spawner_class', 'Spawner'),
    Authenticator: ownImage || hasOwnClass(values, python, 'authenticator_class', 'Authenticator'),
  };
  return {
    lenient: (className) =>
      ownImage ||
      (own.Spawner && isA(className, 'Spawner')) ||
      (own.Authenticator && isA(className, 'Authenticator')) ||
      isSubclassed(python, className),
    ownForm: own.Spawner || isSubclassed(python, 'KubeSpawner') || hasOwnForm(values, python),
    python,
  };
}

/** Every text of hub.extraConfig and of the files of the hub, and what each is called. */
export function pythonOf(values: Mapping): string {
  const texts = (value: unknown): string[] =>
    typeof value === 'string' ? [value] : isMapping(value) ? Object.entries(value).flat().flatMap(texts) : [];
  return [valueAt(values, ['hub', 'extraConfig']), valueAt(values, ['hub', 'extraFiles'])].flatMap(texts).join('\n');
}

/** Whether the hub is configured to use a class that its default image does not have. */
function hasOwnClass(values: Mapping, python: string, trait: string, suffix: string): boolean {
  const named = valueAt(values, ['hub', 'config', 'JupyterHub', trait]);
  const isOwn =
    typeof named === 'string' && named.includes('.') && classNamed(named) === undefined && !misspeltPath(named);
  const inPython = [...python.matchAll(new RegExp(`\\b${trait}\\s*=\\s*(.+)`, 'g'))];
  return isOwn || inPython.some(([, value = '']) => !new RegExp(`\\b\\w*${suffix}\\b`).test(value) || !isKnown(value));
}

const isKnown = (value: string) => [...value.matchAll(/\w+/g)].some(([word]) => hubClasses()[word] !== undefined);

/** Whether Python defines a class that is based on the class, or on one that is based on it. */
function isSubclassed(python: string, className: string): boolean {
  return [...python.matchAll(/^\s*class\s+\w+\s*\(([^)]*)\)/gm)].some(([, bases = '']) =>
    bases.split(',').some((base) => isA(base.trim().split('.').at(-1) ?? '', className)),
  );
}

const FORM = ['options_form', 'options_from_form', 'profile_form_template', 'additional_profile_form_template_paths'];

function hasOwnForm(values: Mapping, python: string): boolean {
  const set = ['KubeSpawner', 'Spawner'].some((name) =>
    FORM.some((trait) => valueAt(values, ['hub', 'config', name, trait]) !== undefined),
  );
  return (
    set ||
    new RegExp(`\\.(${FORM.join('|')}|apply_user_options|pre_spawn_hook|modify_pod_hook)\\b|fancy_profiles`).test(
      python,
    )
  );
}
