/* Search: the dialog on `/` and Ctrl-K, and search.html. Loaded on first use; the index is made by pagefind. */
const root = new URL('.', import.meta.url), PAGE = 10;
const CHOICES = ['persona', 'status', 'evidence', 'method', 'verdict', 'tag', 'owner', 'year'];

/* Loads the index of each language, which has one part or several. */
let loading;
function languages() {
  loading ??= (async () => {
    const folder = new URL('pagefind/', root), names = await (await fetch(new URL('parts.json', folder))).json();
    return Promise.all(names.map(async (parts) => {
      const [first, ...others] = parts.map((name) => new URL(`${name}/`, folder).href), baseUrl = root.pathname;
      // Each language imports its own copy of pagefind.js, because the state of a module is for one.
      const { createInstance } = await import(`${first}pagefind.js`);
      const index = createInstance({ basePath: first, baseUrl });
      await Promise.all(others.map((part) => index.mergeIndex(part, { baseUrl })));
      // Results contain counts only after the filters are loaded.
      await index.filters();
      return index;
    }));
  })();
  return loading;
}

/* The counts of all languages by name and value, of counts by `name:value`. */
function merged(counts) {
  const all = {};
  for (const filters of counts) {
    for (const [key, n] of Object.entries(filters?.facet ?? {})) {
      const end = key.indexOf(':'), name = key.slice(0, end), value = key.slice(end + 1);
      all[name] ??= {};
      all[name][value] = (all[name][value] ?? 0) + n;
    }
  }
  return all;
}

/* “2.4.1” finds “v2.4.1” too, which is one word to the index. */
const NUMBERS = /(?<![\w.])\d+(?:\.\d+)+/g;

async function find(words, chosen) {
  const filters = chosen.length ? { facet: chosen } : {}, all = await languages();
  const search = (text) => Promise.all(all.map((language) => language.search(text || null, { filters })));
  const found = await search(words), versions = words.replace(NUMBERS, 'v$&');
  if (versions !== words) {
    for (const [i, more] of (await search(versions)).entries()) {
      const have = new Set(found[i].results.map((result) => result.id));
      const other = more.results.filter((result) => !have.has(result.id));
      const counted = have.size < more.results.length ? more : found[i];
      found[i] = { ...counted, results: [...found[i].results, ...other] };
    }
  }
  const results = found.flatMap((f) => f.results);
  return {
    results: words ? results.sort((a, b) => b.score - a.score) : results,
    counts: merged(found.map((f) => f.filters)),
    totals: merged(found.map((f) => f.totalFilters)),
  };
}

/* Creates an element. Strings become text nodes, so they cannot contain markup. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child != null && child !== ''));
  return element;
}

const icon = (name) => el('span', { class: `icon icon-${name.replace(/[^a-z0-9-]/g, '')}`, 'aria-hidden': 'true' });

/* Copies only the text and the `<mark>`s of pagefind's HTML, without the title, which begins many of them. */
function excerpt(html, title) {
  const line = el('small'), body = new DOMParser().parseFromString(html, 'text/html').body;
  const text = body.textContent.trimStart();
  let left = text.startsWith(title) ? body.textContent.length - text.length + title.length : 0;
  for (const node of body.childNodes) {
    let part = node.textContent.slice(left);
    left = Math.max(0, left - node.textContent.length);
    if (!line.childNodes.length) part = part.replace(/^[\s.]+/, '');
    if (part) line.append(node.nodeName === 'MARK' ? el('mark', {}, part) : part);
  }
  return line.childNodes.length ? line : '';
}

function hit(data) {
  const { title, icon: name, state, note } = data.meta;
  const item = el('li', {}, el('a', { href: data.url },
    icon(name ?? 'page'), el('span', {}, title), el('span', { class: 'muted small number' }, state ?? ''),
    note ? el('small', {}, note) : '', data.excerpt ? excerpt(data.excerpt, title) : ''));
  const parts = (data.sub_results ?? []).filter((part) => part.url.includes('#')).slice(0, 2);
  for (const part of parts) {
    item.append(el('a', { class: 'page-part', href: part.url }, el('span'), el('span', {}, part.title)));
  }
  return item;
}

/* Adds form, filters and results to `into`. `end` follows the input; `changed` gets every search as a query, and whether
   there is nothing to search for yet. */
function mount(into, asked, end, changed = () => {}) {
  const words = el('input', { id: 'cb-search-words', name: 'q', type: 'search', autocomplete: 'off', spellcheck: 'false' });
  const form = el('form', { role: 'search', action: new URL('search.html', root).pathname },
    el('label', { class: 'visually-hidden', for: 'cb-search-words' }, 'Search this site'), words, end ?? '');
  const kinds = el('fieldset', { class: 'chips' }), others = el('p', { class: 'chips' });
  const said = el('p', { class: 'search-status', 'aria-live': 'polite' }), hits = el('ul', { class: 'hits' });
  const more = el('button', { class: 'button', type: 'button', hidden: true }, 'More');
  into.append(form, kinds, others, said, hits, more);
  words.value = asked.get('q') ?? '';
  const chosen = Object.fromEntries(['kind', ...CHOICES].map((name) => [name, asked.get(name) ?? '']));

  function facets(totals, counts) {
    const kind = Object.keys(totals.kind ?? {}).sort();
    const chip = (value, label, n) => {
      const input = el('input', { type: 'radio', name: 'kind', value, checked: chosen.kind === value });
      input.addEventListener('change', () => { chosen.kind = value; run(); });
      return el('label', { class: 'chip facet' }, input, label, ' ', el('span', { class: 'number' }, n));
    };
    const focused = kinds.contains(document.activeElement);
    const sum = Object.values(totals.kind ?? {}).reduce((a, b) => a + b, 0);
    kinds.replaceChildren(el('legend', { class: 'visually-hidden' }, 'Kind'), chip('', 'All', sum),
      ...kind.filter((k) => totals.kind[k] || k === chosen.kind).map((k) => chip(k, k, totals.kind[k])));
    kinds.hidden = kind.length < 2 || !(sum || chosen.kind);
    if (focused) kinds.querySelector('input:checked')?.focus();
    const choice = (name, label) => {
      const values = Object.keys(counts[name] ?? {}).filter((v) => counts[name][v] || v === chosen[name]).sort();
      if (values.length < 2 && !chosen[name]) return '';
      const select = el('select', { name, 'aria-label': label }, el('option', { value: '' }, label),
        ...values.map((v) => el('option', { value: v, selected: chosen[name] === v }, v)));
      select.addEventListener('change', () => { chosen[name] = select.value; run(); });
      return select;
    };
    const focus = others.contains(document.activeElement) ? document.activeElement.name : null;
    others.replaceChildren(...CHOICES.map((name) => choice(name, `Any ${name}`)).filter(Boolean));
    others.hidden = !others.children.length;
    if (focus) others.querySelector(`[name=${focus}]`)?.focus();
  }

  let turn = 0;
  async function run() {
    const mine = ++turn, text = words.value.trim();
    const filters = Object.entries(chosen).filter(([, value]) => value).map(([name, value]) => `${name}:${value}`);
    const browsing = !text && !filters.length;
    changed(new URLSearchParams(Object.entries({ q: text, ...chosen }).filter(([, value]) => value)), browsing);
    try {
      const found = await find(text, filters);
      if (mine !== turn) return;
      facets(found.totals, found.counts);
      let shown = 0;
      const show = async () => {
        const next = found.results.slice(shown, shown + PAGE);
        const data = await Promise.all(next.map((result) => result.data()));
        if (mine !== turn) return;
        if (!shown) hits.replaceChildren();
        hits.append(...data.map(hit));
        shown += next.length;
        more.hidden = shown >= found.results.length;
      };
      more.onclick = show;
      const all = found.results.length;
      said.textContent = browsing ? '' : all === 1 ? '1 page' : `${all} pages`;
      if (browsing) { hits.replaceChildren(); more.hidden = true; } else await show();
      if (!all && !browsing) { hits.replaceChildren(); said.textContent = 'Nothing found. Try fewer or other words.'; }
    } catch (e) {
      said.textContent = location.protocol === 'file:'
        ? 'Search needs a web server: run `casebook serve`, or open the published site.'
        : 'The search index could not be loaded.';
    }
  }
  let wait;
  words.addEventListener('input', () => { clearTimeout(wait); wait = setTimeout(run, 120); });
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    clearTimeout(wait);
    await run();
    // Whoever presses Enter in the dialog wants to be there.
    if (end) hits.querySelector('a')?.click();
  });
  words.addEventListener('keydown', (e) => {
    if (e.key === 'ArrowDown') { e.preventDefault(); hits.querySelector('a')?.focus(); }
  });
  hits.addEventListener('keydown', (e) => {
    if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return;
    const links = [...hits.querySelectorAll('a')], next = links.indexOf(document.activeElement) + (e.key === 'ArrowDown' ? 1 : -1);
    e.preventDefault();
    (links[next] ?? (next < 0 ? words : links.at(-1))).focus();
  });
  run();
  return words;
}

let dialog;
export function open() {
  if (dialog?.open) return;
  if (!dialog) {
    const close = el('button', { class: 'button', type: 'button' }, 'Close');
    dialog = el('dialog', { class: 'search-dialog', 'aria-label': 'Search' });
    close.addEventListener('click', () => dialog.close());
    dialog.addEventListener('click', (e) => { if (e.target === dialog) dialog.close(); });
    const here = new URL('search.html', root), address = el('a', { href: here.href }, 'This search as a page, with an address to send');
    el('p', { class: 'note' }, address);
    dialog.words = mount(dialog, new URLSearchParams(), close, (query, browsing) => {
      here.search = query;
      address.href = here.href;
      address.parentElement.hidden = browsing;
    });
    dialog.append(address.parentElement);
    document.body.append(dialog);
  }
  dialog.showModal();
  dialog.words.select();
}

const page = document.querySelector('[data-search]');
if (page && !page.childNodes.length && location.protocol !== 'file:') {
  page.hidden = false;
  const ways = document.querySelector('[data-search-ways]');
  ways.firstElementChild.textContent = 'Or browse:';
  mount(page, new URLSearchParams(location.search), null, (query, browsing) => {
    ways.hidden = !browsing;
    history.replaceState(null, '', `${location.pathname}${query.size ? `?${query}` : ''}`);
  }).focus();
}
