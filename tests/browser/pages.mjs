// Opens pages of a built site in Chromium, in light and dark, wide and narrow: no console error, no violation of the
// content security policy, no request to anybody else, no sideways scroll, nothing that axe objects to.
import { createServer } from 'node:http';
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const site = process.argv[2];
const full = process.env.CASEBOOK_TESTS === 'full';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const types = { html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', json: 'application/json' };

const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
  const file = join(site, path.endsWith('/') ? `${path}index.html` : path);
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': types[file.split('.').pop()] ?? 'application/octet-stream' });
  response.end(readFileSync(file));
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const base = `http://127.0.0.1:${server.address().port}`;

// One page of each folder and all at the top; every page in the full run.
const all = readdirSync(site, { recursive: true }).filter((file) => file.endsWith('.html')).sort();
const seen = new Map();
const pages = all.filter((file) => {
  const folder = file.includes('/') ? `${file.split('/')[0]}${file.endsWith('index.html') ? '/' : ''}` : file;
  seen.set(folder, (seen.get(folder) ?? 0) + 1);
  return full || seen.get(folder) <= 1;
});

const browser = await chromium.launch({
  executablePath: process.env.CHROME,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const wrong = [];
for (const colorScheme of ['light', 'dark']) {
  for (const width of [320, 1280]) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: false });
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
      where = `${file} (${colorScheme}, ${width})`;
      if (file === '404.html') continue; // its links start at the root of the published site
      if (readFileSync(join(site, file), 'utf8').includes('http-equiv="refresh"')) continue; // a redirect
      await page.goto(`${base}/${file}`, { waitUntil: 'load' });
      const look = await page.evaluate(() => ({
        violations: globalThis.violations,
        sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        h1: document.querySelectorAll('h1').length,
      }));
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
}
await browser.close();
server.close();

for (const line of wrong.slice(0, 60)) console.error(line);
console.log(`browser: ${pages.length} pages in 4 looks, ${wrong.length} wrong`);
process.exit(wrong.length || pages.length === 0 ? 1 : 0);
