import type { Page } from '@playwright/test';
import { violations } from './axe';
import { expect, live, openTap, test } from './fixtures';

const fieldOf = (page: Page) => page.getByRole('combobox', { name: 'Screen, topic, connection or action' });

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(fieldOf(page)).toBeFocused();
}

test('everything is found by name, with the keyboard alone', async ({ page, server, topic }) => {
  await server.publish(topic, '{}');
  await page.goto(server.link('/echo'));
  await live(page);
  await openPalette(page);
  await expect(page.getByRole('option', { name: 'Overview' })).toHaveAttribute('aria-selected', 'true');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page), colorScheme).toEqual([]);
  }
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Topics and queues' })).toBeVisible();
  await expect(fieldOf(page)).toBeHidden();

  await openPalette(page);
  await page.keyboard.type(topic.slice(0, 12));
  await expect(page.getByRole('option', { name: `${topic} tap` })).toBeVisible();
  await page.keyboard.type(topic.slice(12));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: topic })).toBeVisible();
  await live(page);

  await openPalette(page);
  await page.keyboard.type('pause');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();

  await openPalette(page);
  await page.keyboard.type('no such thing');
  await expect(page.getByRole('status').filter({ hasText: 'Nothing has that name.' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(fieldOf(page)).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`#/topics/${topic}`));
});

test('a connection is found by its caller', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  await openPalette(page);
  await page.keyboard.type('operator');
  await page
    .getByRole('option', { name: /^c-\S+ operator connection$/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: /^c-/ })).toBeVisible();
});

test('it is found by touch as well, and changes the theme', async ({ page, server }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(server.link('/echo'));
  await live(page);
  await page.getByRole('button', { name: 'Find …' }).click();
  await expect(fieldOf(page)).toBeFocused();
  await page.keyboard.type('theme');
  await page.getByRole('option', { name: /^Theme: auto, light, dark/ }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(fieldOf(page)).toBeHidden();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
