import type { Locator, Page } from 'playwright-core';
import { StepFailure } from './journey.ts';

interface Choice {
  readonly value: string;
  readonly title: string;
}

/** KubeSpawner's form: profiles, each with a list to choose from for every option. */
export class SpawnForm {
  constructor(private readonly page: Page) {}

  /** Expects the form with at least one list of images. */
  async isShown(): Promise<void> {
    await this.page.locator('#spawn_form').waitFor();
    await this.list(/image/i);
  }

  /** Chooses an image by its name or title; without one, the one that is chosen beforehand. */
  async chooseImage(image: string | undefined): Promise<string> {
    return this.choose(await this.list(/image/i), 'image', image);
  }

  async chooseSize(size: string | undefined): Promise<string> {
    return this.choose(await this.list(/size/i), 'size', size);
  }

  async start(): Promise<void> {
    await this.page.locator('#spawn_form [type=submit]').click();
  }

  /** The list with such a label in the chosen profile. */
  private async list(label: RegExp): Promise<Locator> {
    const profile = this.page.locator('.profile').filter({ has: this.page.locator('input[type=radio]:checked') });
    const option = profile.locator('.option').filter({ has: this.page.locator('label', { hasText: label }) });
    const list = option.locator('select').first();
    if (await list.isVisible()) return list;
    const labels = await this.page.locator('#spawn_form label.js-profile-option-label').allInnerTexts();
    throw new StepFailure(
      `The form has no list for ${label.source}. It has: ${labels.map((it) => it.trim()).join(', ') || 'none at all'}.`,
    );
  }

  private async choose(list: Locator, what: string, wanted: string | undefined): Promise<string> {
    const choices: Choice[] = await list
      .locator('option')
      .evaluateAll((all) => all.map((it) => ({ value: it.getAttribute('value') ?? '', title: it.textContent ?? '' })));
    const asked = wanted ?? (await list.inputValue());
    const found = choices.find((it) => it.value === asked) ?? choices.find((it) => it.title.trim() === asked);
    if (found === undefined) {
      const offered = choices.map((it) => `${it.value} (${it.title.trim()})`).join(', ');
      throw new StepFailure(`The form offers no ${what} ${JSON.stringify(asked)}. It offers: ${offered}.`);
    }
    await list.selectOption(found.value);
    return found.value;
  }
}
