import type { Locator, Page } from 'playwright-core';
import { StepFailure } from './journey.ts';

interface Choice {
  readonly value: string;
  readonly title: string;
  /** Chosen beforehand. */
  readonly chosen: boolean;
  /** Why it cannot be chosen; empty if it can. */
  readonly refusal: string;
}

/** What can be chosen of images, or of sizes. */
interface Offer {
  readonly choices: Choice[];
  choose(value: string): Promise<void>;
}

/** The form of a hub: Hubwright's cards, or KubeSpawner's profiles, each with a list to choose from for every option. */
export class SpawnForm {
  constructor(private readonly page: Page) {}

  /** Expects the form with at least one choice of images. */
  async isShown(): Promise<void> {
    await this.page.locator('#spawn_form').waitFor();
    await this.offer(/image/i);
  }

  /** Chooses an image by its name or title; without one, the one that is chosen beforehand. */
  async chooseImage(image: string | undefined): Promise<string> {
    return choose(await this.offer(/image/i), 'image', image);
  }

  async chooseSize(size: string | undefined): Promise<string> {
    return choose(await this.offer(/size/i), 'size', size);
  }

  async start(): Promise<void> {
    await this.page.locator('#spawn_form [type=submit]').click();
  }

  private async offer(label: RegExp): Promise<Offer> {
    const cards = this.page
      .locator('#spawn_form fieldset.choices')
      .filter({ has: this.page.locator('legend', { hasText: label }) });
    if ((await cards.count()) > 0) return offerOfCards(cards.first());
    return offerOfList(await this.list(label));
  }

  /** KubeSpawner's list with such a label, in the chosen profile. */
  private async list(label: RegExp): Promise<Locator> {
    const profile = this.page.locator('.profile').filter({ has: this.page.locator('input[type=radio]:checked') });
    const option = profile.locator('.option').filter({ has: this.page.locator('label', { hasText: label }) });
    const list = option.locator('select').first();
    if (await list.isVisible()) return list;
    const labels = await this.page
      .locator('#spawn_form :is(fieldset.choices legend, label.js-profile-option-label)')
      .allInnerTexts();
    throw new StepFailure(
      `The form has no choice of ${label.source}. It has: ${labels.map((it) => it.trim()).join(', ') || 'none at all'}.`,
    );
  }
}

async function offerOfCards(cards: Locator): Promise<Offer> {
  const choices = await cards.locator('.choice').evaluateAll((all) =>
    all.map((it) => {
      const radio = it.querySelector('input') as HTMLInputElement;
      const title = it.querySelector('label')?.textContent?.trim() ?? '';
      const refusal = it.querySelector('.refusal')?.textContent?.trim() ?? '';
      return { value: radio.value, title, chosen: radio.checked, refusal };
    }),
  );
  return { choices, choose: (value) => cards.locator(`input[value=${JSON.stringify(value)}]`).check() };
}

async function offerOfList(list: Locator): Promise<Offer> {
  const choices = await list.locator('option').evaluateAll((all) =>
    all.map((it) => {
      const { value, textContent, selected } = it as HTMLOptionElement;
      return { value, title: textContent?.trim() ?? '', chosen: selected, refusal: '' };
    }),
  );
  return {
    choices,
    choose: async (value) => {
      await list.selectOption(value);
    },
  };
}

async function choose({ choices, choose }: Offer, what: string, wanted: string | undefined): Promise<string> {
  const asked = wanted ?? choices.find((it) => it.chosen)?.value;
  const found = choices.find((it) => it.value === asked) ?? choices.find((it) => it.title === asked);
  if (asked === undefined && choices.length > 0 && choices.every((it) => it.refusal !== '')) {
    const refusals = [...new Set(choices.map((it) => it.refusal))];
    throw new StepFailure(`No ${what} can be chosen: ${refusals.join(' ')}`);
  }
  if (found === undefined) {
    const offered = choices.map((it) => `${it.value} (${it.title})`).join(', ');
    throw new StepFailure(`The form offers no ${what} ${JSON.stringify(asked)}. It offers: ${offered}.`);
  }
  if (found.refusal !== '') {
    throw new StepFailure(`The ${what} ${JSON.stringify(found.value)} cannot be chosen: ${found.refusal}`);
  }
  await choose(found.value);
  return found.value;
}
