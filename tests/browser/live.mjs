// Edits the files of a project while a browser shows its preview: live.mjs BINARY
// Each step waits for the visible change; a page is reloaded only where a reload is expected.
import { spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, writeFileSync, readFileSync, rmSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';

const root = mkdtempSync(join(tmpdir(), 'casebook-live-'));
const write = (path, text) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const long = Array.from({ length: 120 }, (_, i) => `Paragraph ${i} of a long text, so that there is something to scroll.`).join('\n\n');
const slow = (words, more = '') => `---\ntitle: It is slow\nneed: wait less\npersonas: [ana]\nvalidations: []\n---\nFirst words.\n\n${long}\n\n## End\n\n${words}\n${more}`;

write('casebook.yaml', "title: Ours\ncontent: docs\npreview: {editor: 'vscode://file/{path}:{line}:{column}'}\n");
write('docs/index.md', '# Home\n\n- [x] one\n');
write('docs/personas/ana.md', '---\nname: Ana\n---\nSomebody.\n');
write('docs/problems/slow.md', slow('Old words.'));
write('docs/problems/other.md', '---\ntitle: It is loud\npersonas: [ana]\n---\nText.\n');
write('docs/problems/secret.md', '---\ntitle: Not yet\ndraft: true\n---\nText.\n');
write('static/own.css', 'main { border-left: 0 solid }\n');
write('static/own.js', 'document.documentElement.dataset.own = "one";\n');
const base = readFileSync(new URL('../../themes/default/templates/base.html', import.meta.url), 'utf8');
write('templates/base.html', base.replace('</head>', '<link rel="stylesheet" href="{{ page.root }}own.css"><script src="{{ page.root }}own.js"></script>\n</head>'));

const args = ['serve', '--port', '0', '--drafts', '--as-of', '2026-07-01'];
let server, address, port = '0';
async function start() {
  args[2] = port;
  server = spawn(process.argv[2], args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  address = await new Promise((found, failed) => {
    let said = '';
    server.stderr.on('data', (data) => {
      said += data;
      const line = said.match(/^http:\/\/localhost:(\d+)\//m);
      if (line) { port = line[1]; found(`http://localhost:${port}`); }
    });
    server.on('exit', () => failed(new Error(said)));
  });
}
await start();

const browser = await chromium.launch({
  executablePath: process.env.CHROME,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const wrong = [];
let steps = 0;
const open = async (path) => {
  const page = await context.newPage();
  page.on('console', (m) => { if (m.type() === 'error' && !/404|WebSocket|ERR_CONNECTION/.test(m.text())) wrong.push(`${path}: console: ${m.text()}`); });
  page.on('pageerror', (e) => wrong.push(`${path}: ${e}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`));
  });
  await page.goto(address + path);
  // A mark that a reload would remove.
  await page.evaluate(() => { globalThis.mark = 1; });
  return page;
};
const step = async (what, run) => {
  steps++;
  try {
    await run();
  } catch (error) {
    wrong.push(`${what}: ${error.message.split('\n').slice(0, 4).join(' ')}`);
  }
};
const check = (fine, what) => { if (!fine) throw new Error(what); };
const sees = (page, text) => page.waitForFunction((t) => document.body?.textContent.includes(t), text, { timeout: 10_000 });
const same = async (page) => check(await page.evaluate(() => globalThis.mark === 1), 'the page was reloaded');
const reloaded = (page) => page.waitForFunction(() => globalThis.mark === undefined, null, { timeout: 10_000 });
const inPanel = (page, selector) => page.locator(`casebook-live ${selector}`);

const page = await open('/problems/slow.html');

await step('text changes in place, and scroll, focus, disclosures and marks stay', async () => {
  const details = page.locator('main details').first();
  const has = await details.count();
  if (has) await details.evaluate((d) => { d.open = true; });
  await page.evaluate(() => { document.querySelector('a[href]').focus(); scrollTo({ top: 2500, behavior: 'instant' }); });
  const before = await page.evaluate(() => [scrollY, document.activeElement.outerHTML]);
  check(before[0] > 1000, `nothing to scroll: ${before[0]}`);
  write('docs/problems/slow.md', slow('New words.'));
  await sees(page, 'New words.');
  await same(page);
  const after = await page.evaluate(() => [scrollY, document.activeElement.outerHTML]);
  check(String(after) === String(before), `${after} is not ${before}`);
  if (has) check(await details.evaluate((d) => d.open), 'a disclosure closed');
});

await step('what the page\'s own scripts have set up stays', async () => {
  const toggle = page.locator('[data-theme-toggle]').first();
  check(!(await toggle.evaluate((b) => b.hidden)), 'the theme button was hidden again');
  const before = await page.evaluate(() => document.documentElement.dataset.theme);
  await toggle.evaluate((b) => b.click());
  check(await page.evaluate(() => document.documentElement.dataset.theme) !== before, 'the theme button is dead');
});

await step('a title changes on its own page and on those that link to it', async () => {
  const list = await open('/personas/ana.html');
  write('docs/problems/slow.md', slow('New words.').replace('It is slow', 'It is very slow'));
  await sees(page, 'It is very slow');
  await sees(list, 'It is very slow');
  await page.waitForFunction(() => document.title.includes('very slow'));
  await same(page);
  await same(list);
  await list.close();
});

await step('what a reader typed and sorted stays while the page changes elsewhere', async () => {
  const list = await open('/problems/index.html');
  const field = list.locator('form[data-filter] input[name=q]');
  if (await field.count()) {
    await field.fill('loud');
    await list.waitForFunction(() => [...document.querySelectorAll('[data-row]')].some((row) => row.hidden));
  }
  const button = list.locator('table[data-sort] thead button').first();
  if (await button.count()) await button.click();
  write('casebook.yaml', "title: Ours anew\ncontent: docs\npreview: {editor: 'vscode://file/{path}:{line}:{column}'}\n");
  await list.waitForFunction(() => document.title.includes('Ours anew'));
  await same(list);
  if (await field.count()) {
    check(await field.inputValue() === 'loud', 'the filter was emptied');
    check(await list.evaluate(() => [...document.querySelectorAll('[data-row]')].some((row) => row.hidden)), 'the rows came back');
  }
  if (await button.count()) check(await list.locator('th[aria-sort]').count() === 1, 'the order was lost');
  await list.close();
});

await step('a style sheet is swapped in place', async () => {
  write('static/own.css', 'main { border-left: 7px solid }\n');
  await page.waitForFunction(() => getComputedStyle(document.querySelector('main')).borderLeftWidth === '7px');
  await same(page);
  write('static/own.css', 'main { border-left: 5px solid }\n');
  await page.waitForFunction(() => getComputedStyle(document.querySelector('main')).borderLeftWidth === '5px');
  await page.waitForFunction(() => document.querySelectorAll('link[href*="own.css"]').length === 1);
  await same(page);
});

await step('a script change reloads', async () => {
  write('static/own.js', 'document.documentElement.dataset.own = "two";\n');
  await page.waitForFunction(() => document.documentElement.dataset.own === 'two');
  await page.evaluate(() => { globalThis.mark = 1; });
});

await step('a broken front matter lays its finding over the last good page, until it is mended', async () => {
  await inPanel(page, '.panel').waitFor({ state: 'hidden' });
  write('docs/problems/slow.md', slow('Broken words.').replace('title: It', 'title: [It'));
  const panel = inPanel(page, '.panel.broken');
  await panel.waitFor({ state: 'visible' });
  const text = await panel.textContent();
  check(text.includes('front-matter-invalid') && text.includes('docs/problems/slow.md:'), text);
  check(text.includes('You see the last good page, from '), text);
  check(await panel.locator('pre').count() > 0, 'no snippet');
  const href = await panel.locator('li a').first().getAttribute('href');
  check(/^vscode:\/\/file\/.*docs\/problems\/slow\.md:\d+:\d+$/.test(href), href);
  check((await page.textContent('main')).includes('New words.'), 'the last good page is gone');
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, 'live-broken.png') });
  await same(page);
  write('docs/problems/slow.md', slow('Mended words.'));
  await sees(page, 'Mended words.');
  await panel.waitFor({ state: 'hidden' });
  await same(page);
});

await step('a file in the middle of being written never flashes', async () => {
  await page.evaluate(() => {
    globalThis.flashed = false;
    new MutationObserver(() => {
      const panel = document.querySelector('casebook-live').shadowRoot.querySelector('.panel');
      if (!document.querySelector('main').textContent.includes('Paragraph 60') || !panel.hidden) globalThis.flashed = true;
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
  const whole = slow('Written in two parts.');
  write('docs/problems/slow.md', whole.slice(0, 25));
  await new Promise((later) => setTimeout(later, 50));
  write('docs/problems/slow.md', whole);
  await sees(page, 'Written in two parts.');
  check(!(await page.evaluate(() => globalThis.flashed)), 'it flashed');
});

await step('the count in the corner opens the panel, this page first', async () => {
  const pill = inPanel(page, '.pill');
  check(/warning|hint/.test(await pill.textContent()), await pill.textContent());
  await pill.click();
  const heads = await inPanel(page, '.panel h2').allTextContents();
  check(heads.join() === 'On this page,On the site', heads.join());
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, 'live-panel.png') });
  await page.keyboard.press('Escape');
  await inPanel(page, '.panel').waitFor({ state: 'hidden' });
});

await step('a draft carries a badge', async () => {
  const draft = await open('/problems/secret.html');
  await inPanel(draft, '.badge').waitFor();
  check(await inPanel(draft, '.badge').textContent() === 'Draft', 'another badge');
  await draft.close();
});

await step('a new page is linked, and opens', async () => {
  const list = await open('/problems/index.html');
  write('docs/problems/fresh.md', '---\ntitle: It is fresh\npersonas: [ana]\n---\nFresh text.\n');
  await list.locator('main a', { hasText: 'It is fresh' }).click();
  await sees(list, 'Fresh text.');
  rmSync(join(root, 'docs/problems/fresh.md'));
  await reloaded(list);
  await inPanel(list, '.panel').waitFor({ state: 'visible' });
  const text = await inPanel(list, '.panel').textContent();
  check(text.includes('Nothing is at /problems/fresh.html'), text);
  check(await inPanel(list, '.panel li a').count() > 0, 'no likely target');
  if (process.env.SHOTS) await list.screenshot({ path: join(process.env.SHOTS, 'live-missing.png') });
  write('docs/problems/fresh.md', '---\ntitle: It is back\npersonas: [ana]\n---\nBack again.\n');
  await sees(list, 'Back again.');
  // Renamed, with an alias: the old address redirects to the new one.
  renameSync(join(root, 'docs/problems/fresh.md'), join(root, 'docs/problems/renamed.md'));
  write('docs/problems/renamed.md', '---\ntitle: It is renamed\naliases: [fresh]\npersonas: [ana]\n---\nMoved text.\n');
  await sees(list, 'Moved text.');
  await list.waitForURL(/renamed/);
  await list.close();
});

await step('eight tabs are all up to date', async () => {
  const tabs = [page];
  for (let i = 0; i < 7; i++) tabs.push(await open(i % 2 ? '/problems/slow.html' : '/problems/other.html'));
  write('docs/problems/slow.md', slow('Seen by all.'));
  write('docs/problems/other.md', '---\ntitle: It is loud\npersonas: [ana]\n---\nSeen by all.\n');
  await Promise.all(tabs.map((tab) => sees(tab, 'Seen by all.')));
  await Promise.all(tabs.map(same));
  for (const tab of tabs.slice(1)) await tab.close();
});

await step('who was away catches up', async () => {
  server.kill('SIGTERM');
  await new Promise((later) => server.on('exit', later));
  write('docs/problems/slow.md', slow('Written while nobody served.'));
  await start();
  await sees(page, 'Written while nobody served.');
  await same(page);
});

await browser.close();
server.removeAllListeners('exit');
server.kill('SIGTERM');
rmSync(root, { recursive: true, force: true });
for (const line of wrong) console.error(line);
console.log(`live: ${steps} steps, ${wrong.length} wrong`);
process.exit(wrong.length ? 1 : 0);
