// Writes attacks into every field of every kind and into bodies, and opens the site in Chromium: no script of theirs
// runs, there is no request to another host, and no violation of the content security policy.
// node hostile.mjs BINARY; bodies are those of ../cases/markdown.jsonl and, if they exist, of ../../../shared/cases.
import { execFileSync, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const binary = process.argv[2];
const full = process.env.CASEBOOK_TESTS === 'full';
const elsewhere = 'https://elsewhere.example';
const hostile = [
  '<script>alert(1)</script>',
  `<img src=${elsewhere}/a.png onerror=alert(1)>`,
  '"><svg/onload=alert(1)>',
  "'\"--></style></script></title></textarea><script>alert(1)</script>",
  '" autofocus onfocus=alert(1) x="',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  '[x](javascript:alert(1)) ![y](' + elsewhere + '/b.png) <javascript:alert(1)>',
  '{{ 7*7 }}{% include "base.html" %}{{<foot/>}}',
  '&lt;script&gt;alert(1)&lt;/script&gt; \\u003cscript\\u003ealert(1)',
  `<link rel=stylesheet href=${elsewhere}/c.css><meta http-equiv=refresh content="0;url=${elsewhere}/">`,
  `<base href=${elsewhere}/><iframe srcdoc="<script>alert(1)</script>"></iframe><form action=${elsewhere}><button autofocus>`,
  `]]><math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style>`,
  '[[<b onclick=alert(1)>|"><script>alert(1)</script>]]',
];

// The type of each field, from `casebook schema`; `wild` fills fields of other types than text too.
const targets = { parent: 'problem', outcome: 'metric', evidence: 'validation', related: 'problem', supersedes: 'decision', requested_by: 'persona' };
const text = (schema) => schema.type?.includes?.('boolean') && schema.type.includes('string');
function filled(schema, name, value, wild) {
  const list = schema.anyOf?.find((one) => one.type === 'array');
  if (list) return name === 'answers' ? undefined : [filled(list.items, name, value, wild)].filter((one) => one !== undefined);
  const map = [schema, ...(schema.anyOf ?? [])].find((one) => one.properties);
  if (map) {
    const inside = Object.entries(map.properties).map(([key, one]) => [key, filled(one, key, value, wild)]);
    return Object.fromEntries(inside.filter(([, one]) => one !== undefined));
  }
  if (schema.type === 'boolean' || schema.type?.every?.((one) => ['boolean', 'null'].includes(one))) return undefined;
  if (wild || text(schema)) return value;
  if (schema.enum) return schema.enum.find((word) => word !== null);
  if (schema.type === 'object' || schema.type?.includes?.('object') || schema.anyOf) return { [value]: value };
  if (!schema.type?.includes?.('string')) return schema.minimum ?? 1;
  if (schema.pattern || schema.format) return '2026-06-01';
  return `own-${targets[name] ?? name.replace(/s$/, '')}`;
}

const folders = { persona: 'personas', problem: 'problems', validation: 'validations', insight: 'insights', solution: 'solutions', decision: 'decisions', feedback: 'feedback', metric: 'metrics', journey: 'journeys' };
const root = mkdtempSync(join(tmpdir(), 'casebook-hostile-'));
const write = (path, content) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};
const document = (fields, body) => {
  const lines = Object.entries(fields).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `---\n${lines.join('\n')}\n---\n${body}\n`;
};
// These fields decide whether a page exists, and its address.
const left = ['draft', 'visibility', 'id', 'kind', 'slug', 'permalink', 'ignore', 'order'];
write('casebook.yaml', `content: docs\ntitle: ${JSON.stringify(hostile[3])}\ndescription: ${JSON.stringify(hostile[2])}\n`);
write('docs/index.md', `# Home\n\n${hostile.join('\n\n')}\n`);
let fields = 0;
for (const [kind, folder] of Object.entries(folders)) {
  const schema = JSON.parse(execFileSync(binary, ['schema', kind], { encoding: 'utf8' }));
  const taken = Object.entries(schema.properties).filter(([name]) => !left.includes(name));
  fields += taken.length;
  write(`docs/${folder}/own-${kind}.md`, document(Object.fromEntries(taken.map(([name, one]) => [name, filled(one, name, 'Fine', false)])), 'Fine.'));
  hostile.forEach((value, i) => {
    for (const wild of [false, true]) {
      const given = taken.map(([name, one]) => [name, filled(one, name, value, wild)]).filter(([, one]) => one !== undefined);
      write(`docs/${folder}/${kind}-${wild ? 'wild' : 'text'}-${i}.md`, document({ ...Object.fromEntries(given), [value]: value }, `${value}\n\n# ${value}\n\n- ${value}`));
    }
  });
}
const bodies = [];
for (const file of ['../cases/markdown.jsonl', '../../../shared/cases/markdown.jsonl']) {
  const cases = new URL(file, import.meta.url);
  // The cargo tests report that the second is missing.
  if (!existsSync(cases)) continue;
  const rows = readFileSync(cases, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  bodies.push(...rows.filter((row) => row.input !== undefined));
}
for (const row of bodies) {
  const input = row.id.endsWith('-hex') ? Buffer.from(row.input, 'hex') : row.input;
  write(`docs/notes/${row.id}.md`, input);
  write(`docs/problems/${row.id}.md`, `---\ntitle: ${row.id}\npersonas: [own-persona]\n---\n${input}\n`);
}

const wrong = [];
const built = spawnSync(binary, ['build', '--keep-going', '--as-of', '2026-07-01', '--output', 'site', '--quiet'], { cwd: root, encoding: 'utf8' });
if (built.status !== 1) wrong.push(`the build ended with ${built.status}: ${built.stderr.slice(-500)}`);
const site = join(root, 'site');
const all = readdirSync(site, { recursive: true }).filter((file) => file.endsWith('.html')).sort();
const published = all.filter((file) => /-(text|wild)-\d+\.html$/.test(file)).length;
const expected = Object.keys(folders).length * hostile.length * 2;
if (published !== expected) wrong.push(`${published} of ${expected} hostile documents were published`);

// All pages at the top, and every ninth page of each folder, with another start in each.
const seen = new Map();
const pages = all.filter((file) => {
  const folder = dirname(file);
  const nth = seen.get(folder) ?? seen.size;
  seen.set(folder, nth + 1);
  return full || folder === '.' || file.endsWith('index.html') || nth % 9 === 0;
});

const types = { html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', json: 'application/json' };
const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
  let file = join(site, path);
  if (!existsSync(file)) file = join(site, '404.html');
  response.writeHead(200, { 'content-type': types[file.split('.').pop()] ?? 'application/octet-stream' });
  response.end(readFileSync(file));
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROME,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = await (await browser.newContext()).newPage();
let where = '';
await page.route('**', (route) => {
  const url = route.request().url();
  if (url.startsWith(`${base}/`) || url.startsWith('data:image/')) return route.continue();
  wrong.push(`${where}: asks ${url}`);
  return route.abort();
});
page.on('dialog', (dialog) => { wrong.push(`${where}: a dialog`); dialog.dismiss(); });
page.on('pageerror', (error) => wrong.push(`${where}: ${error}`));
await page.addInitScript(() => {
  globalThis.ran = 0;
  globalThis.violations = [];
  globalThis.alert = () => { globalThis.ran += 1; };
  addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
});
// A page that navigates away by itself is an attack that works.
const look = (path) => open(path).catch((error) => wrong.push(`${path}: ${error.message.split('\n')[0]}`));
async function open(path) {
  where = path;
  await page.goto(`${base}/${path}`, { waitUntil: 'load' });
  // Do what readers do: open details, move, click and type.
  const found = await page.evaluate(async () => {
    document.querySelectorAll('details').forEach((details) => { details.open = true; });
    for (const type of ['mouseover', 'focus', 'focusin', 'toggle', 'animationend']) {
      document.querySelectorAll('main *').forEach((element) => element.dispatchEvent(new Event(type, { bubbles: true })));
    }
    document.querySelectorAll('main :is(a, button)').forEach((element) => {
      const scheme = /^\s*(javascript|vbscript|data):/i.test(element.href ?? '');
      if (scheme || element.tagName === 'BUTTON') element.click();
    });
    await new Promise((next) => requestAnimationFrame(() => setTimeout(next, 0)));
    const attributes = [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes]);
    const bad = attributes.filter((a) => /^on/i.test(a.name) || /^(href|src|action|formaction|xlink:href)$/i.test(a.name) && /^\s*(javascript|vbscript|data:text)/i.test(a.value));
    const foreign = document.querySelectorAll('script:not([src]), style, iframe, object, embed, base, form:not([role=search]), meta[http-equiv=refresh]');
    return { ran: globalThis.ran, violations: globalThis.violations, bad: bad.map((a) => `${a.name}=${a.value}`), foreign: [...foreign].map((e) => e.outerHTML.slice(0, 80)) };
  });
  if (found.ran) wrong.push(`${path}: ${found.ran} scripts ran`);
  for (const violation of found.violations) wrong.push(`${path}: policy: ${violation}`);
  for (const attribute of found.bad) wrong.push(`${path}: ${attribute}`);
  for (const element of found.foreign) wrong.push(`${path}: ${element}`);
}
let looked = 0;
for (const file of pages) {
  // The target of a redirect is tested as a page of its own.
  if (readFileSync(join(site, file), 'utf8').includes('http-equiv="refresh" content="0; url=')) continue;
  await look(file);
  looked += 1;
}
for (const value of full ? hostile : hostile.slice(0, 4)) {
  const escaped = encodeURIComponent(value);
  await look(`search.html?q=${escaped}&kind=${escaped}`);
  await page.waitForFunction(() => /page|Nothing/.test(document.querySelector('.search-status')?.textContent ?? ''));
  await look(`not/there/${escaped}.html`);
  await look(`problems/index.html?q=${escaped}#${escaped}`);
  looked += 3;
}
await browser.close();
server.close();
rmSync(root, { recursive: true });

for (const line of wrong.slice(0, 60)) console.error(line);
console.log(`hostile: ${fields} fields of ${Object.keys(folders).length} kinds, ${bodies.length} bodies, ${looked} looks, ${wrong.length} wrong`);
process.exit(wrong.length || looked === 0 ? 1 : 0);
