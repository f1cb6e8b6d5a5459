// Searches a built site in Chromium, under `/` and under `/repo/`: words that are on a page are found, results are
// narrowed by kind, a result opens its page; by the dialog and by the address of search.html. Takes the folder of a
// site that holds the persona, problem and validation of tests/browser/search.
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const site = process.argv[2];
const types = { html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', json: 'application/json' };
const wrong = [];
let checked = 0;
const check = (holds, what) => {
  checked += 1;
  if (!holds) wrong.push(what);
};

const browser = await chromium.launch({
  executablePath: process.env.CHROME,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

for (const prefix of ['/', '/repo/']) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    const file = join(site, path.slice(prefix.length - 1));
    if (!path.startsWith(prefix) || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[file.split('.').pop()] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const base = `http://127.0.0.1:${server.address().port}${prefix}`;
  const page = await (await browser.newContext()).newPage();
  page.on('console', (message) => message.type() === 'error' && wrong.push(`${prefix}: console: ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(`${prefix}: ${error}`));
  page.on('request', (request) => request.url().startsWith(base) || request.url().startsWith('data:') || wrong.push(`asks ${request.url()}`));
  await page.addInitScript(() => {
    globalThis.violations = [];
    addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(event.violatedDirective));
  });
  const titles = async () => {
    await page.waitForFunction(() => /page|Nothing/.test(document.querySelector('.search-status')?.textContent ?? ''));
    await page.waitForTimeout(300);
    return page.locator('.hits a:not(.page-part) > span:nth-of-type(2)').allTextContents();
  };

  // The dialog, by a key, from a page that is not at the root.
  await page.goto(`${base}problems/index.html`);
  await page.keyboard.press('/');
  await page.locator('dialog input[type=search]').fill('xylophone');
  check((await titles()).join() === 'Nobody hears the xylophones', `${prefix}: the word of a need: ${await titles()}`);
  check(await page.locator('.hits mark').count() > 0, `${prefix}: no mark in the excerpt`);
  await page.locator('dialog input[type=search]').fill('');
  await page.locator('dialog input[type=search]').fill('naive');
  check((await titles()).includes('Talks in the café'), `${prefix}: accents: ${await titles()}`);
  await page.locator('dialog input[type=search]').fill('orchestra');
  check((await titles()).length === 3, `${prefix}: everywhere: ${await titles()}`);
  await page.locator('.facet', { hasText: 'Personas' }).click();
  check((await titles()).join() === 'Mina', `${prefix}: narrowed: ${await titles()}`);
  await page.keyboard.press('Escape');
  check(!(await page.locator('dialog').evaluate((dialog) => dialog.open)), `${prefix}: Escape`);
  await page.keyboard.press('Control+k');
  await page.locator('dialog[open]').waitFor({ timeout: 5000 }).catch(() => {});
  check(await page.locator('dialog').evaluate((dialog) => dialog.open), `${prefix}: Ctrl-K`);

  // The dialog's search has an address.
  await page.locator('dialog input[type=search]').fill('xylophone');
  await titles();
  const address = await page.locator('dialog .note a').getAttribute('href');
  check(address.endsWith(`${prefix}search.html?q=xylophone`) || address.includes('search.html?q=xylophone&'), `${prefix}: ${address}`);

  // Enter opens the first result, also where nobody waited for it.
  await page.locator('dialog .facet', { hasText: 'All' }).click();
  await page.locator('dialog input[type=search]').fill('xylophone');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/problems/hears.html*', { timeout: 5000 }).catch(() => {});
  check((await page.locator('h1').textContent()) === 'Nobody hears the xylophones', `${prefix}: Enter in the dialog`);

  // Without a search the page shows what there is.
  await page.goto(`${base}search.html`);
  await page.locator('.facet').first().waitFor({ state: 'attached' });
  check(!(await page.locator('.facet').first().isVisible()), `${prefix}: a count of nothing`);
  check(await page.locator('[data-search-ways]').isVisible(), `${prefix}: nothing to browse`);
  await page.locator('input[type=search]').fill('2.4.1');
  check((await titles()).join() === 'Talks in the café', `${prefix}: 2.4.1: ${await titles()}`);
  check(!(await page.locator('[data-search-ways]').isVisible()), `${prefix}: results and ways to browse`);
  check(!(await page.locator('.hits small').allTextContents()).some((text) => text.startsWith('Talks in the café')), `${prefix}: the excerpt repeats the title: ${await page.locator('.hits small').allTextContents()}`);
  await page.goto(`${base}search.html?method=Interview`);
  check((await titles()).join() === 'Talks in the café', `${prefix}: by method: ${await titles()}`);

  // The search page by its address, and a result.
  await page.goto(`${base}search.html?q=xylophone&kind=Problems`);
  check((await titles()).length === 1, `${prefix}: search.html?q=`);
  await page.locator('.hits a').first().click();
  await page.waitForURL('**/problems/hears.html*');
  check((await page.locator('h1').textContent()) === 'Nobody hears the xylophones', `${prefix}: the hit`);
  await page.goto(`${base}search.html?q=${encodeURIComponent('検索')}`);
  check((await titles()).join() === 'ノート', `${prefix}: Japanese: ${await titles()}`);
  await page.goto(`${base}search.html?q=${encodeURIComponent('<img src=x onerror=alert(1)>')}`);
  await titles();
  check((await page.evaluate(() => globalThis.violations)).length === 0, `${prefix}: content security policy`);
  for (const secret of ['zyzzyva', 'quokka']) {
    await page.goto(`${base}search.html?q=${secret}`);
    check((await titles()).length === 0, `${prefix}: ${secret} was found`);
  }
  await page.close();
  server.close();
}
await browser.close();
for (const line of wrong) console.error(line);
console.log(`search: ${checked} checks, ${wrong.length} wrong`);
process.exitCode = wrong.length ? 1 : 0;
