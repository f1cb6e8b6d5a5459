// Follows every link of a built site on disk: each must lead to a file of the site, each anchor to an element.
// node crawl.mjs SITE [BASE]: BASE is the path of the site on its host (`/repo/`); links that start at the root of the
// host must stay below it. Links without `.html` are followed where the site has clean addresses.
import { readFileSync, readdirSync, existsSync, statSync } from 'node:fs';
import { join, dirname, normalize, relative } from 'node:path';
import { parse } from 'parse5';

const site = process.argv[2];
const base = process.argv[3] ?? '/';
const pages = readdirSync(site, { recursive: true }).filter((file) => file.endsWith('.html'));
const parsed = new Map();
const wrong = [];
let links = 0;

function read(file) {
  if (!parsed.has(file)) {
    const found = { ids: new Set(), double: new Set(), links: [], policy: false };
    const visit = (node) => {
      const attrs = Object.fromEntries((node.attrs ?? []).map((a) => [a.name, a.value]));
      if (attrs.id !== undefined) {
        if (found.ids.has(attrs.id)) found.double.add(attrs.id);
        found.ids.add(attrs.id);
      }
      for (const name of ['href', 'src']) if (attrs[name] !== undefined) found.links.push(attrs[name]);
      if (attrs['http-equiv'] === 'Content-Security-Policy') found.policy = true;
      if (attrs.style !== undefined || Object.keys(attrs).some((name) => name.startsWith('on'))) {
        wrong.push(`${file}: inline style or handler on <${node.tagName}>`);
      }
      if (node.tagName === 'script' && attrs.src === undefined) wrong.push(`${file}: inline script`);
      (node.childNodes ?? []).forEach(visit);
      if (node.content) visit(node.content);
    };
    visit(parse(readFileSync(join(site, file), 'utf8')));
    parsed.set(file, found);
  }
  return parsed.get(file);
}

const isFolder = (path) => existsSync(join(site, path)) && statSync(join(site, path)).isDirectory();

/// The file that is the target of a link on a page, or `undefined`.
function target(file, path) {
  // A host serves this page at any address, so its links must start at the root of the host.
  if (file === '404.html' && !path.startsWith('/') && path !== '') return undefined;
  let to;
  if (path === '') to = file;
  else if (path.startsWith('/')) {
    if (!path.startsWith(base)) return undefined;
    to = normalize(decodeURIComponent(path.slice(base.length)) || '.');
  } else to = normalize(join(dirname(file), decodeURIComponent(path)));
  if (relative(site, join(site, to)).startsWith('..')) return undefined;
  if (isFolder(to) && existsSync(join(site, to, 'index.html'))) to = join(to, 'index.html');
  if (!existsSync(join(site, to)) && existsSync(join(site, `${to}.html`))) to = `${to}.html`;
  return existsSync(join(site, to)) ? to : undefined;
}

for (const file of pages) {
  const page = read(file);
  if (!page.policy) wrong.push(`${file}: no content security policy`);
  for (const id of page.double) wrong.push(`${file}: the id ${id} is there twice`);
  for (const link of page.links) {
    if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(link)) continue;
    links += 1;
    const [path, anchor] = link.split('#');
    const to = target(file, path.split('?')[0]);
    if (to === undefined) wrong.push(`${file}: ${link} leads nowhere`);
    else if (anchor && to.endsWith('.html') && !read(to).ids.has(decodeURIComponent(anchor))) {
      wrong.push(`${file}: ${link} has no such anchor`);
    }
  }
}

for (const line of wrong.slice(0, 50)) console.error(line);
console.log(`crawl: ${pages.length} pages, ${links} links under ${base}, ${wrong.length} wrong`);
process.exit(wrong.length || pages.length === 0 ? 1 : 0);
