import type { Draft } from '../draft.ts';

/** Whether a key says who may log in or administers: nobody should miss that it is gone. */
const isAdmitting = (key: string) => /^hub\.config\.\w+\.(allow|block|admin)/.test(key);

/** Says that keys are nowhere any more, and why; of those that admit somebody, a person decides. */
export function sayGone(draft: Draft, keys: readonly string[], text: string): void {
  const [admitting, others] = [true, false].map((is) => keys.filter((it) => isAdmitting(it) === is));
  if (admitting?.length) draft.decide(admitting, text);
  if (others?.length) draft.dropped(others, text);
}
