/** Finds and uses elements of the window by their accessible names. */
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';

export class WindowHand {
  readonly page: Page;
  /** Errors of the browser: failed scripts, and violations of the content policy. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  radio(name: string): Locator {
    return this.page.getByRole('radio', { name, exact: true });
  }

  box(name: string): Locator {
    return this.page.getByRole('textbox', { name, exact: true });
  }

  /** A field by its label, in a group of fields. */
  field(group: string, name: string): Locator {
    return this.page.getByRole('group', { name: group }).getByLabel(name, { exact: true });
  }

  /** A setting in the list of a settings dialog, or a tab of a dialog. */
  setting(name: RegExp): Locator {
    return this.page.getByRole('tab', { name });
  }

  /** A VM in the console's list. */
  row(vm: string): Locator {
    return this.page.getByRole('option', { name: vm });
  }

  /** An entry of the menu at the end of the toolbar. */
  async chooseMore(entry: string, menu = 'More'): Promise<void> {
    await this.button(menu).click();
    await this.page.getByRole('menuitem', { name: entry }).click();
  }

  async openSettings(vm: string): Promise<void> {
    await this.row(vm).dblclick();
    await this.dialog.waitFor();
  }

  /** The text of the focused element, or of its label. */
  focused(): Promise<string> {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement ? element.labels?.[0] : null;
      return (label ?? element)?.textContent.trim() ?? '';
    });
  }

  /** Violations of the accessibility rules, each with its elements. */
  async violations(): Promise<string[]> {
    // Without frames the result needs no page of its own.
    const axe = new AxeBuilder({ page: this.page }).setLegacyMode();
    const { violations } = await axe.analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`);
  }
}
