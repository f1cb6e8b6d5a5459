// Leads on to where a page has gone, with the query and the anchor of the address, which a refresh would leave out.
'use strict';
const to = new URL(document.currentScript.dataset.to, location.href);
to.search = to.search || location.search;
to.hash = to.hash || location.hash;
location.replace(to);
