/* The preview's client. The server sends the names of files that have changed, and this script updates the page in
   place: what the reader has opened, typed, sorted or scrolled to stays, unless the page has changed there. */
(() => {
  'use strict';
  const own = document.currentScript;
  const page = own.dataset.page;
  let { version, session, print } = own.dataset;
  const missing = page === '404.html';
  const nameOf = (address) => {
    const url = new URL(address, location.href);
    if (url.origin !== location.origin) return '';
    try { return decodeURIComponent(url.pathname.slice(1)); } catch (e) { return ''; }
  };

  /* The page as the server sent it, by element. This runs before the page's own scripts change anything, because they
     wait for DOMContentLoaded, and deferred scripts run before that. */
  const base = new WeakMap();
  const remember = (live, sent) => {
    base.set(live, sent);
    for (let i = 0; i < live.children.length && i < sent.children.length; i++) remember(live.children[i], sent.children[i]);
  };
  remember(document.body, document.body.cloneNode(true));

  /* Changes the body into a new one. Elements that the server sends unchanged keep their current state. */
  function morph(fresh) {
    const sent = new WeakMap();
    const pair = (node, copy) => {
      sent.set(node, copy);
      for (let i = 0; i < node.children.length; i++) pair(node.children[i], copy.children[i]);
    };
    pair(fresh, fresh.cloneNode(true));
    const partner = new WeakMap();
    globalThis.Idiomorph.morph(document.body, fresh, {
      callbacks: {
        beforeNodeMorphed(live, next) {
          const was = base.get(live), is = sent.get(next);
          if (!is) return true;
          if (was && was.isEqualNode(is)) return false;
          partner.set(live, [was, is]);
          base.set(live, is);
          return true;
        },
        beforeAttributeUpdated(name, live) {
          const [was, is] = partner.get(live) ?? [];
          return !was || !is || was.getAttribute(name) !== is.getAttribute(name);
        },
        afterNodeAdded(node) {
          if (node instanceof Element) remember(node, node.cloneNode(true));
        },
      },
    });
  }

  const scripts = (from) => [...from.querySelectorAll('script[src]')].map((s) => s.getAttribute('src')).filter((s) => !s.startsWith('/__casebook/'));
  const links = (from) => [...from.head.querySelectorAll('link[rel=stylesheet]')];

  async function refresh() {
    const answer = await fetch(location.pathname + location.search);
    if (!answer.ok) return location.reload();
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    print = next.querySelector('script[data-print]')?.dataset.print ?? '';
    const moved = next.querySelector('meta[http-equiv=refresh]');
    if (moved || scripts(next).join() !== scripts(document).join()) return location.reload();
    document.title = next.title;
    document.documentElement.lang = next.documentElement.lang;
    const styles = links(next).map((l) => l.getAttribute('href'));
    for (const link of links(document)) if (!styles.includes(link.dataset.href ?? link.getAttribute('href'))) link.remove();
    const here = links(document).map((l) => l.dataset.href ?? l.getAttribute('href'));
    for (const link of links(next)) if (!here.includes(link.getAttribute('href'))) document.head.append(link);
    morph(next.body);
  }

  /* The old style sheet is removed only when the new one has loaded, so that the page is never unstyled. */
  function restyle(link) {
    const next = link.cloneNode();
    next.dataset.href = link.dataset.href ?? link.getAttribute('href');
    next.href = `${next.dataset.href}?v=${version}`;
    next.addEventListener('load', () => link.remove());
    next.addEventListener('error', () => next.remove());
    link.after(next);
  }

  async function hear(told) {
    ({ version, session } = told);
    const isNew = (name) => told.all || told.changed.includes(name);
    if (missing) {
      const there = await fetch(location.href, { method: 'HEAD' });
      if (there.ok) return location.reload();
    } else if (told.removed.includes(page)) {
      return location.reload();
    }
    if (scripts(document).some((s) => told.changed.includes(nameOf(s))) || (told.all && await scriptsDiffer())) return location.reload();
    for (const link of links(document)) if (isNew(nameOf(link.href))) restyle(link);
    if (isNew(page) && !missing) await refresh();
    for (const image of document.images) {
      if (isNew(nameOf(image.src)) && !told.all) image.src = `${image.src.split('?')[0]}?v=${version}`;
    }
    await panel.update();
    document.documentElement.dataset.casebookVersion = version;
  }

  /* If the server no longer knows which files have changed, the page's own scripts are compared by their ETags. */
  const tags = async () => {
    const asked = scripts(document).map((s) => fetch(s, { method: 'HEAD' }));
    return (await Promise.all(asked)).map((a) => a.headers.get('etag')?.split('-').pop()).join();
  };
  const tagsAtStart = tags().catch(() => '');
  const scriptsDiffer = async () => await tags() !== await tagsAtStart;

  /* The panel is outside the body and in a shadow root, so that neither the page's style nor a morph affects it. */
  const panel = (() => {
    const host = document.createElement('casebook-live');
    const root = host.attachShadow({ mode: 'open' });
    const make = (tag, name, text) => {
      const node = document.createElement(tag);
      if (name) node.className = name;
      if (text !== undefined) node.textContent = text;
      return node;
    };
    const style = make('link');
    style.rel = 'stylesheet';
    style.href = '/__casebook/live.css';
    const pill = make('button', 'pill'), box = make('aside', 'panel');
    pill.type = 'button';
    pill.hidden = box.hidden = true;
    box.setAttribute('aria-label', 'Preview findings');
    root.append(style, pill, box);
    document.documentElement.append(host);
    let open = false, closed = '', shownAt = new Date();

    const show = () => {
      box.hidden = !open;
      /* Lets the end of the page be scrolled above the panel. */
      document.documentElement.style.paddingBottom = open ? '46vh' : '';
      pill.hidden = open || !pill.hasChildNodes();
    };
    pill.addEventListener('click', () => { open = true; show(); box.querySelector('button').focus(); });
    root.addEventListener('keydown', (e) => { if (e.key === 'Escape') close(); });
    function close() { open = false; closed = box.dataset.key; show(); if (!pill.hidden) pill.focus(); }

    /* A paragraph; parts between backticks become code. */
    const say = (name, text) => {
      const line = make('p', name);
      text.split('`').forEach((part, i) => line.append(i % 2 ? make('code', '', part) : part));
      return line;
    };

    function item(finding) {
      const li = make('li'), label = { error: '✕ Error', warning: '⚠ Warning', hint: 'Hint' }[finding.severity];
      const place = make(finding.href ? 'a' : 'code', '', finding.place);
      if (finding.href) place.href = finding.href;
      li.append(make('b', finding.severity, label), ' ', make('code', '', finding.code), ' ', place, say('', finding.message));
      if (finding.snippet) li.append(make('pre', '', finding.snippet.trimEnd()));
      else if (finding.help) li.append(say('muted', finding.help));
      return li;
    }

    function section(title, items) {
      if (!items.length) return;
      const list = make('ul');
      list.append(...items);
      if (title) box.append(make('h2', '', title));
      box.append(list);
    }

    function fill(found, likely) {
      const broken = found.broken;
      if (!broken) shownAt = new Date();
      box.replaceChildren();
      box.classList.toggle('broken', broken);
      const head = make('header');
      head.append(make('b', found.errors ? 'error' : '', found.summary[0].toUpperCase() + found.summary.slice(1)));
      if (broken) head.append(make('span', 'muted', `You see the last good page, from ${shownAt.toTimeString().slice(0, 8)}`));
      const x = make('button', '', 'Close');
      x.type = 'button';
      x.addEventListener('click', close);
      head.append(x);
      box.append(head);
      if (missing) {
        const items = likely.map((l) => {
          const li = make('li'), a = make('a', '', l.title);
          a.href = l.href;
          li.append(a, ' ', make('code', 'muted', l.href));
          return li;
        });
        section(`Nothing is at ${decodeURI(location.pathname)}${items.length ? '. Did you mean' : ''}`, items.length ? items : [make('li', 'muted', 'No page has a name like this.')]);
      }
      if (found.read_error) section('', [item({ severity: 'error', code: 'unreadable', place: '', message: found.read_error })]);
      section(found.page_findings.length ? 'On this page' : '', found.page_findings.map(item));
      const rest = found.site_findings.map(item);
      if (found.unlisted) rest.push(make('li', 'muted', `${found.unlisted} more: casebook check lists them all.`));
      section(rest.length ? 'On the site' : '', rest);
      pill.replaceChildren(...found.badges.map((text) => make('span', 'badge', text)));
      if (found.errors + found.warnings + found.hints) pill.append(make('span', found.errors ? 'errors' : '', found.summary));
      /* The panel opens by itself once for each broken state; otherwise it stays as the reader left it. */
      const key = JSON.stringify([broken, found.read_error, found.page_findings.filter((f) => f.severity === 'error')]);
      box.dataset.key = key;
      if ((broken || missing) && key !== closed) open = true;
      else if (box.dataset.forced && !broken) open = false;
      box.dataset.forced = broken ? '1' : '';
      host.dataset.theme = document.documentElement.dataset.theme ?? '';
      show();
    }

    async function update() {
      const found = await fetch(`/__casebook/findings.json?page=${encodeURIComponent(page)}`);
      const likely = missing ? await (await fetch(`/__casebook/missing.json?path=${encodeURIComponent(location.pathname)}`)).json() : [];
      if (found.ok) fill(await found.json(), likely);
    }
    return { update };
  })();

  let queue = panel.update().catch(() => {}), socket, wait = 250, timer;
  function connect() {
    clearTimeout(timer);
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    socket = new WebSocket(`${scheme}://${location.host}/__casebook/live?session=${session}&version=${version}&page=${encodeURIComponent(page)}&print=${print}`);
    socket.addEventListener('open', () => { wait = 250; });
    socket.addEventListener('message', (e) => {
      queue = queue.then(() => hear(JSON.parse(e.data))).catch(() => {});
    });
    socket.addEventListener('close', () => {
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, 4000);
    });
  }
  connect();
  /* When the tab becomes visible again, reconnect at once instead of after the delay. */
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && socket.readyState === WebSocket.CLOSED) connect();
  });
})();
