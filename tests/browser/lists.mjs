// Lists in Chromium: what is filtered, sorted and shown how lives in the address; a board of a declared field.
// node lists.mjs BINARY
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, mkdirSync, writeFileSync, readFileSync, existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const root = mkdtempSync(join(tmpdir(), 'casebook-lists-'));
const write = (path, text) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
// Names of fields, and their keys in the address of a list.
const hostile = [['time frame'], ['a/b'], ['say "x"'], ['R&D'], ['r&d'], ['a<b>'], ['Größe'], ['q', 'q_'], ['as', 'as_'], ['sort', 'sort_'],
  ['hidden', 'hidden_'], ['elements', 'elements_']].map(([name, key = name]) => [name, key]);
const CSS = (text) => text.replace(/["\\]/g, '\\$&');
write('casebook.yaml', `title: Lists
kinds:
  solution:
    fields:
      horizon: {type: choice, values: [now, next, later]}
    list: {columns: [problems, state, status, owner], group: horizon}
  risk:
    folders: [risk]
    list: {columns: [likelihood], group: likelihood}
    fields:
      likelihood: {type: choice, values: [low, high]}
  gadget:
    folders: [gadgets]
    fields:
${hostile.map(([name]) => `      ${JSON.stringify(name)}: {type: choice, values: [a, b]}`).join('\n')}
`);
for (let i = 0; i < 4; i++) {
  write(`content/gadgets/g${i}.md`, `---\ntitle: Gadget ${i}\n${hostile.map(([name], at) => `${JSON.stringify(name)}: ${(i + at) % 2 ? 'a' : 'b'}`).join('\n')}\n---\n`);
}
for (const name of ['p', 'q', 'r']) write(`content/problems/${name}.md`, `---\ntitle: Know ${name}\n---\n`);
write('content/validations/w.md', '---\ntitle: Asked\nmethod: interview\ndate: 2026-01-01\nparticipants: 1\nproblems: [q]\nverdict: supported\n---\n');
write('content/validations/v.md', '---\ntitle: Talks\nmethod: interview\n---\n');
const outcomes = ['build', 'iterate', 'decline'];
for (let i = 0; i < 300; i++) {
  const named = i % 4 ? 'evidence: [v]\n' : '', owner = i % 2 ? 'Parts group' : 'Front desk';
  write(`content/decisions/d${i}.md`, `---\ntitle: ${i % 3 ? 'Build the web form' : 'Print the drawer map'} ${i}\ndate: ${2024 + i % 3}-03-0${1 + i % 9}\noutcome: ${outcomes[i % 3]}\nowner: ${owner}\nproblems: [p]\n${named}---\n`);
}
for (const [i, horizon] of ['later', 'now', 'next', '', 'now', 'later', 'now'].entries()) {
  write(`content/solutions/s${i}.md`, `---\ntitle: Answer ${i}\nproblems: [p]\nstatus: planned\nowner: Parts group\n${horizon && `horizon: ${horizon}\n`}---\n`);
}
for (let i = 0; i < 510; i++) {
  write(`content/risk/r${i}.md`, `---\ntitle: Risk ${i}\nstatus: open\nlikelihood: ${i % 2 ? 'low' : 'high'}\n${i % 3 ? '' : 'owner: Parts group\n'}---\n`);
}
execFileSync(process.argv[2], ['build', '--root', root, '--output', 'public', '--quiet', '--keep-going'], { cwd: root, stdio: ['ignore', 'ignore', 'ignore'] });

const site = join(root, 'public');
const types = { html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };
const server = createServer((request, response) => {
  const file = join(site, normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname)));
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': types[file.split('.').pop()] ?? 'application/octet-stream' });
  response.end(readFileSync(file));
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const base = `http://127.0.0.1:${server.address().port}`;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROME,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const wrong = [];
let tried = 0;
const same = (what, is, should) => {
  tried++;
  if (JSON.stringify(is) !== JSON.stringify(should)) wrong.push(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(should)}`);
};
const open = async (path, like = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...like });
  const page = await context.newPage();
  page.on('pageerror', (error) => wrong.push(`${path}: ${error}`));
  await page.goto(base + path);
  return page;
};
const rows = (page) => page.locator('tr[data-row]:visible').evaluateAll((all) => all.map((row) => row.querySelector('th a').textContent));
const said = (page) => page.locator('[data-state] output').textContent();
const groups = (page) => page.locator('.group-heading:visible').evaluateAll((all) => all.map((head) => head.textContent.trim().replace(/\s+/g, ' ')));
const choose = (page, name, value) => page.selectOption(`[data-filter] [name="${name}"]`, value);
const DECISIONS = '/decisions/index.html';

// Filtered three ways; the address in a new tab; a row and back.
let page = await open(DECISIONS);
same('an unfiltered list says', await said(page), '300 decisions, by outcome; 100 of them are shown');
same('a long list begins with', (await rows(page)).length, 100);
await choose(page, 'evidence', 'none');
await choose(page, 'owner', 'Front desk');
await page.fill('[data-filter] [name=q]', 'fo we');
const found = await rows(page);
same('three filters leave', found.length, 50);
same('it says', await said(page), 'Showing 50 of 300');
same('the groups count anew', await groups(page), ['Iterate 25', 'Declined 25']);
same('the address', new URL(page.url()).search, '?evidence=none&owner=Front+desk&q=fo+we');
const tab = await page.context().newPage();
await tab.goto(page.url());
same('the address in a new tab shows', await rows(tab), found);
await tab.locator('tr[data-row]:visible th a').nth(3).click();
await tab.waitForURL(/decisions\/d\d+\.html$/);
await tab.goBack();
same('a row and back shows', await rows(tab), found);
await tab.reload();
same('loaded again, it shows', await rows(tab), found);

// Chips and Back: choosing makes an entry in the history, typing does not.
same('the chips', await page.locator('[data-chips] a').allTextContents(), ['Words: “fo we” ×', 'Evidence: None ×', 'Owner: Front desk ×', 'Clear all']);
await page.locator('[data-chips] a', { hasText: 'Evidence' }).click();
same('without the chip', new URL(page.url()).search, '?owner=Front+desk&q=fo+we');
same('the focus', await page.evaluate(() => document.activeElement.textContent), 'Words: “fo we” ×');
await page.goBack();
same('Back brings the chip', await rows(page), found);
await page.goBack();
same('typing is no entry', new URL(page.url()).search, '?evidence=none');
await page.locator('[data-chips] a').first().click();
same('cleared', await said(page), '300 decisions, by outcome; 100 of them are shown');
// A word that begins a cell begins no word of the cell before.
await page.fill('[data-filter] [name=q]', 'front');
const ofFront = await page.locator('tr[data-row][data-f-owner="Front desk"]').count();
same('words of cells are words', await said(page), `Showing ${ofFront} of 300${ofFront > 100 ? '; 100 of them are shown' : ''}`);
await page.fill('[data-filter] [name=q]', '');
await page.fill('[data-filter] [name=q]', 'ebuild');
same('words match at word starts', [await rows(page), await page.locator('[data-none]').isVisible()], [[], true]);
await page.locator('[data-none] a').click();
same('an empty list leads back', [await said(page), new URL(page.url()).search], ['300 decisions, by outcome; 100 of them are shown', '']);

// Order inside groups, more rows, and a group that has none of the first hundred.
await choose(page, 'sort', '-title');
const sorted = await rows(page);
same('sorted', sorted.slice(0, 2), ['Print the drawer map 297', 'Print the drawer map 294']);
await page.locator('th button', { hasText: 'Decision' }).click();
same('a click turns the order', new URL(page.url()).search, '?sort=title');
same('the groups stay', (await groups(page))[0], 'Build 100');
await page.goBack();
same('Back brings the order', await rows(page), sorted);
await page.goBack();
same('Back brings the first order', new URL(page.url()).search, '');
await page.locator('[data-jumps] a', { hasText: 'Declined' }).click();
// The rows follow the address, one step later.
await page.waitForFunction(() => document.querySelectorAll('tr[data-row]:not([hidden])').length > 100).catch(() => {});
same('a link to a group shows it', (await rows(page)).length, 300);
await choose(page, 'sort', '-title');
await page.locator('[data-jumps] a', { hasText: 'Iterate' }).click();
same('and keeps the order', new URL(page.url()).search, '?sort=-title');
await page.close();

// Without script everything stands there.
page = await open(DECISIONS, { javaScriptEnabled: false });
same('without script', [(await rows(page)).length, await groups(page)], [300, ['Build 100', 'Iterate 100', 'Declined 100']]);
same('without script there is no control', await page.locator('[data-filter]:visible, [data-more]:visible, [data-chips]:visible, [data-none]:visible').count(), 0);
same('without script the links to groups are there', await page.locator('[data-jumps] a:visible').count(), 3);

// A board of a declared field: side by side, below each other on a phone, complete without script.
const columns = (page) => page.locator('tbody:visible').evaluateAll((all) => all.map((body) => body.getBoundingClientRect()).map(({ left, top }) => [Math.round(left), Math.round(top)]));
for (const javaScriptEnabled of [true, false]) {
  for (const width of [1280, 390]) {
    page = await open('/solutions/index.html', { javaScriptEnabled, viewport: { width, height: 900 } });
    const where = `the board at ${width}${javaScriptEnabled ? '' : ' without script'}`;
    same(where, await groups(page), ['Now 3', 'Next 1', 'Later 2', 'No horizon 1']);
    const places = await columns(page), [lefts, tops] = [0, 1].map((i) => new Set(places.map((place) => place[i])).size);
    same(`${where} has columns`, [lefts, tops], width > 1000 ? [4, 1] : [1, 4]);
    same(`${where} scrolls sideways by`, await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    await page.close();
  }
}
page = await open('/solutions/index.html?as=table&status=planned');
same('as a table', await page.locator('table[data-list] thead').isVisible(), true);
await page.locator('[data-as=cards]').click();
same('as cards', [new URL(page.url()).search, (await rows(page)).length], ['?as=cards&status=planned', 7]);
await page.close();

// A board shows a hundred cards at a time, the first ones of each column, and says how many.
page = await open(`${DECISIONS}?as=board`);
same('a long board says', await said(page), '300 decisions, by outcome; 100 of them are shown');
const cards = () => page.locator('tbody').evaluateAll((all) => all.map((body) => body.querySelectorAll('tr[data-row]:not([hidden])').length));
same('a long board begins with', await cards(), [34, 33, 33]);
same('its columns count all', await groups(page), ['Build 100', 'Iterate 100', 'Declined 100']);
await page.locator('[data-more] button').click();
same('then it has', await cards(), [67, 67, 66]);
await page.close();

// What the list does not have is named in one line, and taken out of the address.
page = await open(`${DECISIONS}?outcome=bild&colour=red&evidence=none#cb-group-1`);
same('what is unknown', await said(page), 'Showing 75 of 300. Left out of the address, because this list does not have it: outcome=bild, colour=red');
same('the address keeps the rest', [new URL(page.url()).search, new URL(page.url()).hash], ['?evidence=none', '#cb-group-1']);
await choose(page, 'owner', 'Front desk');
same('it is said once', (await said(page)).includes('Left out'), false);
await page.close();

// A date has its label on a card.
page = await open(`${DECISIONS}?as=cards`);
same('the label of a date', await page.locator('tr[data-row]:visible td[data-l=Date]').first().evaluate((cell) => getComputedStyle(cell, '::before').content), '"Date"');
await page.close();

// More than one page of rows: what is filtered, and the way to the rest with the same facets.
page = await open('/risk/index.html?likelihood=high&q=1');
same('a page of a long list says', (await said(page)).replace(/\d+/, 'N'), 'Showing N of the first 500');
same('no page counts what it has not', await page.locator('[name=likelihood] option').allTextContents(), ['All', 'Low', 'High']);
const more = page.locator('[data-search-all]'), wanted = async () => [await more.textContent(), new URL(await more.getAttribute('href'), page.url()).search];
same('what the search has not is named', await wanted(), ['Search all 510, but not by: Likelihood', '?kind=Risks&q=1']);
await page.locator('.pager a[rel=next]').click();
await page.waitForURL(/page-?2|2\.html|\/2\//).catch(() => {});
same('the next page keeps the filters', new URL(page.url()).search, '?likelihood=high&q=1');
await page.goto(`${base}/risk/index.html?owner=none`);
same('nor what is not given', await wanted(), ['Search all 510, but not by: Owner', '?kind=Risks']);
await page.goto(`${base}/risk/index.html?owner=Parts+group`);
same('what the search has is asked', await wanted(), ['Search all 510', '?kind=Risks&owner=Parts+group']);
await more.click();
await page.waitForFunction(() => /page/.test(document.querySelector('.search-status')?.textContent), null, { timeout: 20000 }).catch(() => {});
same('the search finds all of them', await page.locator('.search-status').textContent(), '170 pages');
await page.goto(`${base}/risk/index.html#%`);
same('an address that ends in a percent sign is read', (await rows(page)).length, 100);
await page.close();

// A filter of a field of any name, also one that the list's own address or the form has.
for (const [name, key] of hostile) {
  page = await open('/gadgets/index.html');
  await page.locator('[data-filter] summary').click();
  await choose(page, CSS(key), 'a');
  same(`${name} filters`, [await said(page), [...new URLSearchParams(new URL(page.url()).search)]], ['Showing 2 of 4', [[key, 'a']]]);
  const all = await rows(page);
  await page.reload();
  same(`${name} is read`, await rows(page), all);
  await page.close();
}

// A count on the home page and the list that it leads to agree.
page = await open('/index.html');
const counted = await page.locator('.legend a').evaluateAll((all) => all.map((link) => [link.href, parseInt(link.textContent, 10)]));
same('the home page leads to lists', counted.length, 3);
for (const [href, count] of counted) {
  await page.goto(href);
  same(href, (await rows(page)).length, count);
}
await page.close();

for (const path of [`${DECISIONS}?evidence=none&q=web`, '/solutions/index.html', '/solutions/index.html?as=cards', '/risk/index.html', '/gadgets/index.html', '/how-to-read.html']) {
  for (const like of [{ colorScheme: 'light' }, { colorScheme: 'dark', viewport: { width: 390, height: 900 } }]) {
    page = await open(path, like);
    await page.evaluate(axe);
    const result = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    same(`axe ${path} ${like.colorScheme}`, result.violations.map((v) => `${v.id} ${v.nodes[0].target}`), []);
    await page.close();
  }
}
await browser.close();
server.close();
rmSync(root, { recursive: true, force: true });
for (const line of wrong) console.error(line);
console.log(`lists: ${tried} expectations, ${wrong.length} wrong`);
process.exit(wrong.length ? 1 : 0);
