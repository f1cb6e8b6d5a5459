/* Filters, order and forms of a list; every list is complete without this file. */
(() => {
  'use strict';
  const { all, sortable } = globalThis.casebook;

  /* What a list is filtered by, its order and its form live in the address, so that they survive Back and can be sent
     to somebody. Choosing makes an entry in the history, typing does not. */
  function list(table) {
    const STEP = 100;
    const part = (name) => document.querySelector(`[data-${name}]`);
    const form = part('filter'), out = part('state').querySelector('output'), chips = part('chips'), none = part('none');
    const more = part('more'), jumps = part('jumps'), search = part('search-all'), found = search?.href, everything = search?.textContent;
    const fields = [...form.elements].filter((field) => field.name), asked = () => new URLSearchParams(location.search);
    const label = (field) => field.closest('label').firstChild.textContent;
    const said = (field) => field.selectedOptions ? field.selectedOptions[0].textContent.replace(/ \([\d\s]+\)$/, '') : `“${field.value}”`;
    const sort = form.elements.sort ? sortable(table, (key) => go(address({ sort: key }))) : () => {};
    const first = table.dataset.form, whole = out.textContent, texts = new Map();
    let limit = STEP, unknown = [];
    form.hidden = false;

    const folded = (text) => ` ${text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')}`;
    /* Words of two elements are two words. */
    const words = (row, walk = document.createTreeWalker(row, NodeFilter.SHOW_TEXT), found = []) => {
      while (walk.nextNode()) found.push(walk.currentNode.data);
      return found.join(' ');
    };
    const value = (row, field) => row.getAttribute(`data-f-${field.name.replace(/[^a-z0-9_.-]/gu, (c) => `·${c.codePointAt(0).toString(16)}·`)}`);
    const text = (row) => texts.get(row) ?? texts.set(row, folded(words(row))).get(row);
    const fits = (row, field) => field.name === 'q'
      ? folded(field.value).split(' ').filter(Boolean).every((word) => text(row).includes(` ${word}`))
      : field.type === 'date' ? value(row, field) >= field.value
      : (value(row, field) ?? '').split('|').includes(field.value);

    function run() {
      const chosen = fields.filter((field) => field.value && field.name !== 'sort'), as = asked().get('as') ?? first;
      const fitting = [];
      for (const body of table.tBodies) {
        let count = 0;
        for (const row of all('tr[data-row]', body)) {
          row.hidden = !chosen.every((field) => fits(row, field));
          if (!row.hidden) fitting.push({ row, place: count++ });
        }
        const total = body.querySelector('[data-count]');
        if (total) total.textContent = chosen.length ? count : total.dataset.count ||= total.textContent;
      }
      // On a board every column has its first rows.
      if (as === 'board') fitting.sort((a, b) => a.place - b.place);
      fitting.slice(limit).forEach(({ row }) => { row.hidden = true; });
      for (const body of table.tBodies) body.hidden = !body.querySelector('tr[data-row]:not([hidden])');
      const left = Math.max(0, fitting.length - limit);
      fields.forEach((field) => field.classList.toggle('is-set', Boolean(field.value)));
      for (const details of all('details', form)) details.open ||= details.querySelector('.is-set');
      out.textContent = (chosen.length ? `Showing ${fitting.length} of ${table.dataset.of}` : whole)
        + (left ? `; ${limit} of them are shown` : '')
        + (unknown.length ? `. Left out of the address, because this list does not have it: ${unknown.join(', ')}` : '');
      none.hidden = fitting.length > 0;
      if (jumps) {
        jumps.hidden = chosen.length > 0;
        for (const link of all('a', jumps)) link.search = location.search;
      }
      more.hidden = !left;
      more.firstElementChild.textContent = `Show ${Math.min(STEP, left)} more`;
      chips.hidden = !chosen.length;
      chips.replaceChildren(...chosen.map((field) => chip([field], `${label(field)}: ${said(field)} ×`)));
      if (chosen.length > 1) chips.append(chip(chosen, 'Clear all'));
      if (search) {
        // What the search cannot answer is named.
        const url = new URL(found), left = [];
        for (const field of chosen) {
          const option = field.selectedOptions?.[0];
          if (field.name === 'q') url.searchParams.set('q', field.value);
          else if (field.dataset.facet && !('unset' in option.dataset)) url.searchParams.set(field.dataset.facet, said(field));
          else left.push(label(field));
        }
        search.href = url;
        search.textContent = everything + (left.length ? `, but not by: ${left.join(', ')}` : '');
      }
      for (const link of all('.pager a')) link.search = location.search;
      table.className = table.className.replace(/as-\w+/, `as-${as}`);
      for (const link of all('[data-as]', form)) {
        link.href = address({ as: link.dataset.as === first ? '' : link.dataset.as });
        if (link.dataset.as === as) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    }
    /* The address with other values; an empty one is left out. */
    function address(values) {
      const query = asked();
      for (const [name, value] of Object.entries(values)) value ? query.set(name, value) : query.delete(name);
      return location.pathname + (query.size ? `?${query}` : '');
    }
    /* A link that takes filters away. */
    function chip(chosen, words) {
      const item = document.createElement('li'), link = document.createElement('a');
      link.className = 'chip chip-set';
      link.href = address(Object.fromEntries(chosen.map((field) => [field.name, ''])));
      if (chosen.length === 1) link.setAttribute('aria-label', `Remove the filter ${words.slice(0, -2)}`);
      link.textContent = words;
      item.append(link);
      return item;
    }
    function go(href, keep) {
      history[keep ? 'replaceState' : 'pushState'](null, '', href.replace(/\?$/, ''));
      read();
    }
    function read() {
      const query = asked();
      for (const field of fields) {
        const value = query.get(field.name) ?? '';
        if (field.value !== value) field.value = value;
        if (field.selectedIndex < 0) field.value = '';
      }
      const settled = (form.dataset.settled ?? '').split('|');
      const isChoice = ([name, value]) => name === 'as' ? all(`[data-as="${CSS.escape(value)}"]`, form).length
        : fields.some((field) => field.name === name && field.value === value);
      const isKnown = (pair) => settled.includes(pair.join('=')) || isChoice(pair);
      const left = [...query].filter((pair) => !isKnown(pair));
      unknown = left.map((pair) => pair.join('='));
      if (left.length) {
        const values = Object.fromEntries(left.map(([name]) => [name, '']));
        history.replaceState(history.state, '', address(values) + location.hash);
      }
      limit = history.state?.limit ?? STEP;
      sort(form.elements.sort?.value);
      run();
    }
    /* A link to a group shows its first rows. */
    function reveal() {
      const group = location.hash && document.getElementById(location.hash.slice(1));
      if (!group || !table.contains(group) || !group.closest('tbody').hidden) return;
      const before = all('tr[data-row]', table).findIndex((row) => row.closest('tbody') === group.closest('tbody'));
      show(before + STEP);
      group.scrollIntoView({ behavior: 'instant' });
    }
    function show(rows) {
      limit = Math.max(limit, rows);
      history.replaceState({ limit }, '');
      run();
    }
    form.addEventListener('input', (e) => e.target.name && go(address({ [e.target.name]: e.target.value }), e.target.name === 'q'));
    form.addEventListener('submit', (e) => e.preventDefault());
    more.firstElementChild.addEventListener('click', () => show(limit + STEP));
    for (const part of [form, chips, none]) {
      part.addEventListener('click', (e) => {
        const link = e.target.closest('a');
        if (!link || e.metaKey || e.ctrlKey || e.shiftKey) return;
        e.preventDefault();
        go(link.href);
        if (part !== form) (chips.querySelector('a') ?? form.elements.q).focus();
      });
    }
    addEventListener('popstate', read);
    addEventListener('hashchange', reveal);
    read();
    reveal();
  }

  document.addEventListener('DOMContentLoaded', () => all('table[data-list]').forEach(list));
})();
