import { withoutEmptyParts } from '../../lib/join-values.ts';
import { isMapping, type Mapping, valueAt } from '../../lib/mapping.ts';
import { found } from '../explain.ts';
import type { PathSegment, Problem } from '../problem.ts';
import { checkChartChoices } from './chart-choices.ts';
import { chartSchema } from './chart-facts.ts';
import { checkUnknownNulls } from './chart-nulls.ts';
import { checkChartSchema } from './chart-schema.ts';
import { checkChartSecrets } from './chart-secrets.ts';
import { checkProfileList } from './profiles.ts';
import { checkTraits, nearClass } from './traits.ts';

/**
 * Checks raw values of the chart: against the chart's own schema, against the traits of the hub image's classes, for
 * secrets in plain text, and for what is at odds with the platform's own choices.
 *
 * @param at Where the values stand in the document.
 * @param ours The values that they are joined with.
 */
export function checkChartValues(raw: unknown, at: readonly PathSegment[], ours: object = {}): Problem[] {
  if (raw === undefined || raw === null) return [];
  if (!isMapping(raw)) return [{ path: at, message: `expected a mapping${found(at, raw)}` }];
  if (Object.keys(raw).length === 0) return [];
  const values = withoutEmptyParts(raw, ours);
  return withoutRepeats([
    ...checkChartSchema(values, at),
    ...checkUnknownNulls(values, chartSchema(), at),
    ...checkHubConfig(values, at),
    ...checkProfileList(valueAt(values, ['singleuser', 'profileList']), [...at, 'singleuser', 'profileList']),
    ...checkChartSecrets(values, at),
    ...checkChartChoices(values, at),
  ]);
}

/** The schema and the traits may both find the same fault. */
function withoutRepeats(problems: readonly Problem[]): Problem[] {
  const key = ({ path, message }: Problem) => JSON.stringify([path, message]);
  return [...new Map(problems.map((problem) => [key(problem), problem])).values()];
}

function checkHubConfig(values: Mapping, at: readonly PathSegment[]): Problem[] {
  const config = valueAt(values, ['hub', 'config']);
  if (!isMapping(config)) return [];
  return Object.entries(config).flatMap(([className, traits]) => {
    const path = [...at, 'hub', 'config', className];
    return [
      ...checkClassName(className, values, path),
      ...checkTraits(className, traits, path),
      ...(isMapping(traits) ? checkProfileList(traits.profile_list, [...path, 'profile_list']) : []),
    ];
  });
}

function checkClassName(className: string, values: Mapping, path: readonly PathSegment[]): Problem[] {
  const near = nearClass(className);
  if (near === undefined || near === className || definesClass(values, className)) return [];
  return [{ path, atKey: true, message: 'the hub image has no such class', hint: `did you mean "${near}"?` }];
}

/** Whether Python that is part of the values defines or imports a class of that name. */
function definesClass(values: Mapping, className: string): boolean {
  const python = [valueAt(values, ['hub', 'extraConfig']), valueAt(values, ['hub', 'extraFiles'])];
  return JSON.stringify(python).includes(className);
}
