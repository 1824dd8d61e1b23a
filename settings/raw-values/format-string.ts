/** What keeps Python from filling in a text: a field that is not there, or braces that are no field at all. */
export interface FormatProblem {
  /** What stands between the braces; undefined where one brace has no other. */
  readonly field: string | undefined;
}

/** One field of a template: `{username!r:>5}`. */
const FIELD =
  /^(?<name>[^!:{}[\].]*)(?<inner>(?:\.[^!:{}[\].]+|\[[^\]]+\])*)(?:!(?<conversion>[^:]*))?(?::(?<spec>.*))?$/s;
const SPEC = /^(?:.?[<>=^])?[-+ ]?#?0?\d*[,_]?(?:\.\d+)?[a-zA-Z%]?$/s;
/** A field in braces, or a brace that is one: pairs of braces stand for themselves. */
const PARTS = /\{\{|\}\}|\{(?<field>(?:[^{}]|\{[^{}]*\})*)\}|[{}]/g;

/**
 * Finds what Python's `str.format` stops at.
 *
 * @param isKnown Whether it is given something of that name.
 */
export function formatProblems(template: string, isKnown: (name: string) => boolean): FormatProblem[] {
  return [...template.matchAll(PARTS)].flatMap((part) => {
    if (part[0] === '{{' || part[0] === '}}') return [];
    const field = part.groups?.field;
    return field !== undefined && isFilledIn(field, isKnown) ? [] : [{ field }];
  });
}

/** What a template becomes that has no such problem and is given one thing only: the fields of other names stay. */
export function filledIn(template: string, name: string, value: string): string {
  return template.replace(PARTS, (part, field?: string) => {
    if (field === undefined) return part.slice(1);
    const own = FIELD.exec(field)?.groups?.name;
    return own === name ? value : `{${own}}`;
  });
}

function isFilledIn(field: string, isKnown: (name: string) => boolean): boolean {
  const { name = '', conversion, spec = '' } = FIELD.exec(field)?.groups ?? {};
  if (!isKnown(name) || !/^[rsa]?$/.test(conversion ?? '') || conversion === '') return false;
  return spec.includes('{') ? formatProblems(spec, isKnown).length === 0 : SPEC.test(spec);
}
