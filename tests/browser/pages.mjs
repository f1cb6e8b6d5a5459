// Opens pages of a built site in Chromium, in light and dark, wide and narrow, and with forced colours: no console
// error, no violation of the content security policy, no request to another host, no horizontal scroll, no violation
// found by axe, an entry page that loads little beyond its own text, and a printed brief of one page.
// node pages.mjs SITE [large]: of a large site only a sample is opened, even in the full run.
import { createServer } from 'node:http';
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const site = process.argv[2];
const full = process.env.CASEBOOK_TESTS === 'full';
const large = process.argv[3] === 'large';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const types = { html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', json: 'application/json' };

const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
  let file = join(site, path.endsWith('/') ? `${path}index.html` : path);
  // The 404 page, at the depth of the requested address; its status would be a console error.
  if (!existsSync(file) && path.endsWith('.html')) file = join(site, '404.html');
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': types[file.split('.').pop()] ?? 'application/octet-stream' });
  response.end(readFileSync(file));
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const base = `http://127.0.0.1:${server.address().port}`;

// All pages at the top and one of each folder; in the full run every page, or twelve of each folder of a large site.
const all = readdirSync(site, { recursive: true }).filter((file) => file.endsWith('.html')).sort();
const folderOf = (file) => (file.includes('/') ? `${file.split('/')[0]}${file.endsWith('index.html') ? '/' : ''}` : file);
const counts = new Map();
for (const file of all) counts.set(folderOf(file), (counts.get(folderOf(file)) ?? 0) + 1);
const seen = new Map();
const pages = all.filter((file) => {
  const folder = folderOf(file);
  const nth = seen.get(folder) ?? 0;
  seen.set(folder, nth + 1);
  if (large && full) return nth % Math.ceil(counts.get(folder) / 12) === 0;
  return full || nth === 0;
});

const browser = await chromium.launch({
  executablePath: process.env.CHROME,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const wrong = [];

// The bytes that every first load needs, and those that an entry page adds to its text.
const bytes = (file) => readFileSync(join(site, file)).length;
const script = bytes('site.js');
if (script > 12 * 1024) wrong.push(`site.js has ${script} bytes, more than 12 KB`);
// A theme in the folder of the project, as ours is, is served as it is written; the embedded one is minified.
const sheet = readFileSync(join(site, 'site.css'), 'utf8').replace(/\/\*.*?\*\/|^\s+|\n/gms, '');
const shell = script + sheet.length + bytes('favicon.svg');

const looks = [
  { colorScheme: 'light', width: 320 },
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 320 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'dark', width: 1280, forcedColors: 'active', reducedMotion: 'reduce' },
];
const taken = large && !full ? [looks[0], looks[3]] : looks;
for (const { width, ...like } of taken) {
  const context = await browser.newContext({ ...like, viewport: { width, height: 900 }, bypassCSP: false });
  const page = await context.newPage();
  let where = '';
  page.on('console', (message) => message.type() === 'error' && wrong.push(`${where}: console: ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(`${where}: ${error}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('data:')) wrong.push(`${where}: asks ${request.url()}`);
  });
  await page.addInitScript(() => {
    globalThis.violations = [];
    addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  for (const file of pages) {
    where = `${file} (${Object.values(like).join(', ')}, ${width})`;
    const html = readFileSync(join(site, file), 'utf8');
    if (html.includes('http-equiv="refresh"')) continue; // a redirect
    if (file === '404.html' && !html.includes('href="/site.css"')) continue; // made for a path below another host
    await page.goto(`${base}/${file === '404.html' ? 'not/at/all.html' : file}`, { waitUntil: 'load' });
    const look = await page.evaluate(() => ({
      violations: globalThis.violations,
      sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      h1: document.querySelectorAll('h1').length,
      text: new TextEncoder().encode(document.body.textContent).length,
      links: document.querySelectorAll('main a').length,
      requests: performance.getEntriesByType('resource').length + 1,
    }));
    const isEntry = file.includes('/') && !file.endsWith('index.html') && !/page-\d+\.html$/.test(file);
    const load = shell + bytes(file) - look.text;
    // A page that lists a hundred others may need the bytes of their rows.
    const allowed = 60 * 1024 + 500 * Math.max(0, look.links - 40);
    if (isEntry && load > allowed) wrong.push(`${where}: loads ${load} bytes beyond its text, more than ${allowed}`);
    if (look.requests > 8) wrong.push(`${where}: makes ${look.requests} requests`);
    for (const violation of look.violations) wrong.push(`${where}: policy: ${violation}`);
    if (look.sideways > 0) wrong.push(`${where}: scrolls sideways by ${look.sideways} px`);
    if (look.h1 !== 1) wrong.push(`${where}: ${look.h1} h1 elements`);
    await page.evaluate(axe);
    const result = await page.evaluate(() => globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    }));
    for (const violation of result.violations) {
      wrong.push(`${where}: axe ${violation.id}: ${violation.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(', ')}`);
    }
  }
  await context.close();
}
// Printed: the brief (who, score, chain) is on the first page, and nothing is wider than the paper.
const paper = { width: 720, height: 940 }; // Letter at 96 dpi, without its margins
const printed = await (await browser.newContext({ viewport: paper })).newPage();
await printed.emulateMedia({ media: 'print' });
const briefs = pages.filter((file) => /^(personas|problems|validations|solutions|decisions)\//.test(file) && !/(index|page-\d+)\.html$/.test(file));
for (const file of briefs) {
  await printed.goto(`${base}/${file}`);
  const found = await printed.evaluate(() => ({
    chain: document.querySelector('#cb-chain')?.getBoundingClientRect().bottom ?? 0,
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  if (found.chain > paper.height) wrong.push(`${file}: on paper the chain ends at ${Math.round(found.chain)} px of ${paper.height}`);
  if (found.sideways > 0) wrong.push(`${file}: on paper it is ${found.sideways} px too wide`);
}
await printed.context().close();
// Features of the script: copying, filtering, sorting, and a theme that is kept from page to page.
const context = await browser.newContext({ colorScheme: 'light', permissions: ['clipboard-read', 'clipboard-write'] });
const page = await context.newPage();
page.on('pageerror', (error) => wrong.push(`script: ${error}`));
const has = (file) => existsSync(join(site, file));
const expect = (told, is) => is || wrong.push(`script: ${told}`);
if (has('coverage.html')) {
  await page.goto(`${base}/coverage.html`);
  const button = page.locator('.command [data-copy]').first();
  if (await button.count()) {
    // Commands are folded, for those who write.
    await page.locator('details:has(.command) > summary').first().click();
    await button.click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect('the line that closes a gap is not copied', copied.startsWith('casebook new '));
  }
}
const choice = all.find((file) => readFileSync(join(site, file), 'utf8').includes('data-reply'));
if (choice) {
  await page.goto(`${base}/${choice}`);
  const reply = await page.locator('[data-reply]').first().textContent();
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
  await page.locator('[data-copy]').first().click();
  expect(`the reply is not copied on ${choice}`, (await page.evaluate(() => navigator.clipboard.readText())) === reply);
}
if (has('problems/index.html')) {
  await page.goto(`${base}/problems/index.html`);
  const shown = () => page.locator('tr[data-row]:visible').count();
  const before = await shown();
  await page.fill('[data-filter] [name=q]', 'no problem has these words');
  expect('a filter that nothing fits leaves rows', (await shown()) === 0);
  await page.fill('[data-filter] [name=q]', '');
  expect('an empty filter hides rows', (await shown()) === before);
  await page.locator('th button').first().click();
  const state = await page.locator('th[aria-sort]').getAttribute('aria-sort');
  expect('a click on a head does not sort', state === 'descending');
  await page.locator('[data-theme-toggle]').click();
  await page.goto(`${base}/index.html`);
  expect('the theme is not kept', (await page.locator('html').getAttribute('data-theme')) === 'dark');
}
await context.close();
await browser.close();
server.close();

for (const line of wrong.slice(0, 60)) console.error(line);
console.log(`browser: ${pages.length} pages in ${taken.length} looks, ${briefs.length} on paper, ${wrong.length} wrong`);
process.exit(wrong.length || pages.length === 0 ? 1 : 0);
