import type { Platform } from '../platform/platform.ts';
import { podSecurityOf } from '../platform/pod-security.ts';
import type { Change } from './change.ts';

/** What pods may use of their node, and which lists of raw chart values replace Hubwright's. */
export function valueChanges(before: Platform, after: Platform): Change[] {
  const [previous, current] = [before.hub, after.hub];
  const [oldLevel, newLevel] = [podSecurityOf(before), podSecurityOf(after)];
  const added = current.replaceValues.filter((path) => !previous.replaceValues.includes(path));
  const removed = previous.replaceValues.filter((path) => !current.replaceValues.includes(path));
  return [
    ...(oldLevel === newLevel ? [] : [level(newLevel)]),
    ...added.map((path) => ({
      topic: 'Hub' as const,
      text: `${path}: hub.values now replaces what Hubwright sets there.`,
      caution: true,
    })),
    ...removed.map((path) => ({
      topic: 'Hub' as const,
      text: `${path}: hub.values no longer replaces what Hubwright sets there, but adds to it.`,
    })),
  ];
}

function level(podSecurity: ReturnType<typeof podSecurityOf>): Change {
  return podSecurity === 'privileged'
    ? {
        topic: 'Hub',
        text: 'Pods in the namespace may use folders, devices and the network of their node, and so reach all homes there.',
        caution: true,
      }
    : {
        topic: 'Hub',
        text: 'Pods in the namespace may no longer use folders, devices or the network of their node: those that do keep running, and are refused at their next start.',
      };
}
