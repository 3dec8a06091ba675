/*! feedgen-site: searches the stories with Pagefind. The only script of the site, and of this page alone.
    Whatever comes from the index is put into the page as text, never as markup. */
(() => {
  "use strict";
  const form = document.getElementById("search");
  const said = document.getElementById("search-said");
  const list = document.getElementById("search-found");
  const more = document.getElementById("search-more");
  const ways = document.getElementById("search-without");
  const index = new URL(form.dataset.index, location.href);
  // The index lies at the top of the site, wherever that is.
  const root = new URL("../", index);
  const AT_ONCE = 10;
  let pagefind = null;
  let left = [];
  let asked = 0;
  let section = "";

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(text);
    return made;
  };

  const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&#x27;": "'", "&amp;": "&" };
  const unescaped = (text) => text.replace(/&(?:lt|gt|quot|#39|#x27|amp);/g, (found) => ENTITIES[found]);

  // Pagefind escapes a story's text and puts <mark> around what was searched for.
  const excerpt = (html) => {
    const paragraph = document.createElement("p");
    html.split(/<mark>(.*?)<\/mark>/s).forEach((piece, number) => {
      paragraph.append(number % 2 ? element("mark", unescaped(piece)) : unescaped(piece));
    });
    return paragraph;
  };

  const result = ({ raw_url, meta, excerpt: html }) => {
    const item = document.createElement("li");
    const link = element("a", meta.title);
    const address = new URL(`.${raw_url}`, root);
    if (address.href.startsWith(root.href)) link.href = address.href;
    const heading = document.createElement("h2");
    heading.append(link);
    const about = element("p", meta.section ? `${meta.section} · ` : "", "kicker");
    const time = element("time", meta.date);
    time.dateTime = meta.day;
    about.append(time);
    item.append(about, heading, excerpt(html));
    return item;
  };

  const show = async (turn) => {
    const shown = await Promise.all(left.splice(0, AT_ONCE).map((one) => one.data()));
    if (turn !== asked) return;
    // Pagefind leaves out a word that it does not know.
    list.append(...shown.filter(({ meta }) => !section || meta.key === section).map(result));
    more.hidden = !left.length;
  };

  const search = async () => {
    const turn = ++asked;
    const words = form.elements.q.value.trim();
    // Every story's index holds the key of its section as a word.
    section = form.elements.section?.value ?? "";
    const options = form.elements.order.value ? { sort: { published: "desc" } } : {};
    const found = words ? (await pagefind.search(`${words} ${section}`.trim(), options)).results : [];
    if (turn !== asked) return;
    list.replaceChildren();
    left = [...found];
    more.hidden = true;
    const count = new Intl.NumberFormat(document.documentElement.lang).format(found.length);
    said.textContent = !words ? "" : found.length ? form.dataset.found.replace("{n}", count) : form.dataset.nothing;
    await show(turn);
  };

  const failed = () => {
    said.textContent = form.dataset.failed;
    form.hidden = true;
    ways.hidden = false;
  };

  const remember = () => {
    const query = new URLSearchParams();
    for (const name of ["q", "section", "order"]) {
      if (form.elements[name]?.value) query.set(name, form.elements[name].value);
    }
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
  };

  const start = async () => {
    pagefind = await import(new URL("pagefind.js", index).href);
    await pagefind.options({ excerptLength: 30 });
    await pagefind.init();
    const query = new URLSearchParams(location.search);
    for (const name of ["q", "section", "order"]) {
      if (form.elements[name] && query.get(name)) form.elements[name].value = query.get(name);
    }
    form.hidden = false;
    ways.hidden = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      remember();
      search().catch(failed);
    });
    for (const name of ["section", "order"]) {
      form.elements[name]?.addEventListener("change", () => form.requestSubmit());
    }
    more.addEventListener("click", () => show(asked).catch(failed));
    if (form.elements.q.value) await search();
  };

  start().catch(failed);
})();
