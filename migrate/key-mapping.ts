import { type ChartKey, type ChartSource, keyText } from './chart-source.ts';
import type { Draft } from './draft.ts';

/** What becomes of keys of the chart. */
export interface KeyMapping {
  /** Keys of the chart that it takes, dotted. */
  readonly from: readonly string[];
  /** Settings that they become, dotted; none where they are dropped. */
  readonly to: readonly string[];
  /** Takes the keys, as far as settings can say the same, and sets these. */
  move(source: ChartSource, draft: Draft): void;
}

/** A value that no setting can say, and why. */
export class Unfit {
  constructor(readonly reason: string) {}
}

/** A key of the chart that is one setting. */
export function same(
  from: string,
  to: string,
  convert: (value: unknown) => unknown = (value) => value,
  remark?: (value: unknown) => string | undefined,
): KeyMapping {
  return {
    from: [from],
    to: [to],
    move(source, draft) {
      const value = source.get(from);
      if (value === undefined) return;
      const setting = convert(value);
      if (setting instanceof Unfit) {
        draft.raw([from], setting.reason);
        return;
      }
      source.take(from);
      if (setting !== undefined) draft.set(to.split('.'), setting, [from]);
      const text = remark?.(value);
      if (text !== undefined) draft.decide([from], text);
    },
  };
}

/** Keys of the chart that mean nothing on hardware of one's own, or that Hubwright decides. */
export function dropped(keys: readonly ChartKey[], reason: string, when = (_value: unknown) => true): KeyMapping {
  return {
    from: keys.map(keyText),
    to: [],
    move(source, draft) {
      for (const key of keys) {
        const value = source.get(key);
        if (value === undefined || !when(value)) continue;
        source.take(key);
        draft.dropped([keyText(key)], reason);
      }
    },
  };
}
