// No page scrolls sideways at the widths of phones, tablets and screens, however long its words are; on paper, what an
// author folded is there, under its summary.
// node widths.mjs SITE...: the last one is tests/browser/long-words, of which every page is opened; of the others every
// page in the full run, else one of each folder.
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const sites = process.argv.slice(2);
const full = process.env.CASEBOOK_TESTS === 'full';
const browser = await chromium.launch({
  executablePath: process.env.CHROME,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage();
const wrong = [];
let opened = 0;
for (const site of sites) {
  const every = full || site === sites.at(-1);
  const seen = new Set();
  const pages = readdirSync(site, { recursive: true }).filter((file) => file.endsWith('.html')).sort();
  for (const file of pages.filter((file) => every || (!seen.has(file.split('/')[0]) && seen.add(file.split('/')[0])))) {
    await page.goto(pathToFileURL(join(site, file)).href);
    opened += 1;
    for (const width of [320, 390, 768, 1280, 1536]) {
      await page.setViewportSize({ width, height: 900 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) wrong.push(`${file}: ${over} px too wide at ${width}`);
    }
  }
}

const folded = readdirSync(sites.at(-1), { recursive: true }).find((file) => file.endsWith('lang.html'));
await page.goto(pathToFileURL(join(sites.at(-1), folded)).href);
await page.emulateMedia({ media: 'print' });
const printed = await page.evaluate(() =>
  [...document.querySelectorAll('.prose details')].map((each) => {
    const shown = (element) => element.checkVisibility({ contentVisibilityAuto: true }) && element.getBoundingClientRect().height > 0;
    return shown(each.querySelector('summary')) && shown(each.querySelector('p'));
  }),
);
if (printed.length !== 2 || printed.includes(false)) wrong.push(`${folded}: not all of it is on paper: ${printed}`);
await browser.close();
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
console.log(`widths: ${opened} pages`);
