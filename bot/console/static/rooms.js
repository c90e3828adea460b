// The queue and a case as they stand open: brought up to date, worked by keys, what is typed kept. All works without it.
"use strict";
(() => {
  const room = document.getElementById("room");
  if (!room) return;
  const { live, now, here } = room.dataset;
  const byId = (id) => document.getElementById(id);
  const reply = byId("reply"), note = byId("note"), log = byId("log");
  const memory = (use) => { try { return use(sessionStorage); } catch { return null; /* private mode */ } };

  // Times in the officer's own zone.
  const page = document.documentElement.lang;
  const locale = navigator.languages.find((language) => language.split("-")[0] === page) || page;
  const localise = (root) => {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const moment = new Date(time.dateTime), today = moment.toDateString() === new Date().toDateString();
      const day = today ? {} : { day: "numeric", month: "short", year: "numeric" };
      time.textContent = moment.toLocaleString(locale, { ...day, hour: "2-digit", minute: "2-digit" });
    }
  };

  // Parts of the page are compared with what the server sent, before times were put into words here.
  const sent = new WeakMap();
  const plain = (html) => html.replace(/name="(key|seal)" value="[^"]*"/g, "");
  const remember = (part) => {
    if ("keyed" in part.dataset) for (const child of part.children) sent.set(child, plain(child.outerHTML));
    else sent.set(part, plain(part.innerHTML));
  };
  const merge = (part, fresh) => {
    const kept = new Set();
    let after = null;
    for (const child of [...fresh.children]) {
      const html = plain(child.outerHTML);
      let mine = [...part.children].find((one) => one.id === child.id);
      if (!mine || sent.get(mine) !== html) {
        sent.set(child, html);
        localise(child);
        if (mine) mine.replaceWith(child); else if (after) after.after(child); else part.prepend(child);
        mine = child;
      }
      kept.add(mine);
      after = mine;
    }
    for (const child of [...part.children]) if (!kept.has(child)) child.remove();
  };
  const busy = (part) => "forms" in part.dataset && (part.querySelector("details[open]") || part.contains(document.activeElement));
  const replace = (part, fresh) => {
    if (plain(fresh.innerHTML) === sent.get(part) || busy(part)) return;
    const focused = part.contains(document.activeElement) && document.activeElement.getAttribute("href");
    sent.set(part, plain(fresh.innerHTML));
    part.replaceChildren(...fresh.childNodes);
    localise(part);
    if (focused) part.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  };
  const atEnd = () => !log || log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const toEnd = () => { if (log) log.scrollTop = log.scrollHeight; };

  // What the person writes while somebody answers is shown beside the button, and counts as read a little later.
  const READING = 3000; // Chosen.
  const said = () => [...(log?.querySelectorAll("article.person") || [])];
  const known = new Set(said().map((one) => one.id));
  const hear = (heard) => {
    const fresh = said().filter((one) => !known.has(one.id));
    for (const one of fresh) known.add(one.id);
    const read = () => { reply.elements.heard.value = heard; };
    if (!reply.elements.text.value.trim()) return read();
    if (fresh.length) {
      const words = byId("wrote").lastElementChild;
      words.textContent += fresh.map((one) => `${one.querySelector(".text")?.textContent.trim() || ""}\n`).join("");
      byId("wrote").hidden = false;
    }
    setTimeout(read, READING);
  };

  // Whoever is writing sees what a colleague did before their words go out; an empty form simply follows.
  const follow = ({ seen, heard }) => {
    if (!reply || !seen) return;
    hear(heard);
    const field = reply.elements.seen;
    if (field.value === seen) return;
    const told = byId("last");
    if (!reply.elements.text.value.trim()) field.value = seen;
    else if (told) {
      byId("meanwhile").lastElementChild.textContent = told.textContent;
      byId("meanwhile").hidden = false;
    }
  };

  let fetching = false, again = false;
  const update = async () => {
    if (fetching) { again = true; return; }
    fetching = true;
    try {
      const answer = await fetch(now + location.search);
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const end = atEnd();
      for (const part of document.querySelectorAll("[data-part]")) {
        const other = fresh.getElementById(part.id);
        if (!other) continue;
        if ("seen" in part.dataset) Object.assign(part.dataset, { seen: other.dataset.seen, heard: other.dataset.heard });
        if ("keyed" in part.dataset) merge(part, other); else replace(part, other);
      }
      if (byId("state")) follow(byId("state").dataset);
      if (end) toEnd();
      mark();
    } catch { /* no connection: the stream comes back by itself, and with it the next look */ } finally {
      fetching = false;
      if (again) { again = false; update(); }
    }
  };

  let source = null, last = room.dataset.mark, timer = 0;
  const listen = () => {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(`${live}?after=${encodeURIComponent(last)}`);
    source.onmessage = (event) => { last = event.data; update(); };
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) timer = setTimeout(listen, 5000); };
  };
  // A page nobody looks at holds no connection: browsers allow six for all tabs together.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) source?.close();
    else { listen(); sign(); }
  });

  // Colleagues see who is at a case, and who writes.
  let writing = false;
  const sign = (left = false) => {
    if (!here || document.hidden && !left) return;
    const form = reply || note || document.querySelector("form [name=seal]")?.form;
    const body = new URLSearchParams({ seal: form.elements.seal.value, writing: writing ? "1" : "", left: left ? "1" : "" });
    if (left) navigator.sendBeacon(here, body);
    else fetch(here, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => {});
  };
  addEventListener("pagehide", () => sign(true));

  // What is typed survives a reload until it stands in the log: a form that was sent may not have arrived.
  const draft = (form) => `desk.${room.dataset.case}.${form.dataset.act}`;
  const plainly = (text) => text.replace(/\s+/g, " ").trim();
  const arrived = (text) => [...(log?.querySelectorAll(".officer .text, .note .text") || [])]
    .some((one) => plainly(one.textContent) === plainly(text));
  for (const form of [reply, note].filter(Boolean)) {
    const text = form.elements.text;
    const kept = memory((store) => store.getItem(draft(form))) || "";
    if (memory((store) => store.getItem(`${draft(form)}.sent`)) && arrived(kept)) {
      memory((store) => store.removeItem(draft(form)));
    } else if (!text.value) text.value = kept;
    memory((store) => store.removeItem(`${draft(form)}.sent`));
    text.addEventListener("input", () => {
      memory((store) => text.value ? store.setItem(draft(form), text.value) : store.removeItem(draft(form)));
      const writes = Boolean(reply?.elements.text.value.trim());
      if (writes !== writing) { writing = writes; sign(); }
    });
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
      if (event.key === "Escape") text.blur();
    });
    form.addEventListener("submit", (event) => {
      // A form that is too long would be refused only after all of it was sent.
      const size = [...(form.elements.file?.files || [])].reduce((sum, file) => sum + file.size, 0);
      const long = size > Number(form.dataset.most);
      if (byId("too-big")) byId("too-big").hidden = !long;
      if (long) event.preventDefault();
      else memory((store) => store.setItem(`${draft(form)}.sent`, "1"));
    });
  }
  byId("canned")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = reply.elements.text, chosen = event.target.elements.canned.selectedOptions[0].dataset.text;
    text.value = text.value.trim() ? `${text.value.trimEnd()}\n${chosen}` : chosen;
    text.dispatchEvent(new Event("input"));
    text.focus();
  });

  // Keys; whoever dictates or is disturbed by them turns them off.
  const help = byId("keys"), on = byId("keys-on"), rows = () => [...document.querySelectorAll("[data-row]")];
  try { on.checked = localStorage.getItem("desk.keys") !== "off"; } catch { /* private mode */ }
  on.addEventListener("change", () => { try { localStorage.setItem("desk.keys", on.checked ? "on" : "off"); } catch { /* private mode */ } });
  byId("keys-open").hidden = false;
  byId("keys-open").addEventListener("click", () => help.showModal());
  const step = (by) => {
    const all = rows(), place = all.indexOf(document.activeElement.closest?.("[data-row]") || marked());
    all[Math.max(0, Math.min(all.length - 1, place + by))]?.focus();
    memory((store) => store.setItem("desk.row", document.activeElement.getAttribute?.("href") || ""));
    mark();
  };
  const marked = () => rows().find((row) => row.getAttribute("href") === memory((store) => store.getItem("desk.row")));
  const mark = () => { for (const row of rows()) row.parentElement.classList.toggle("marked", row === marked()); };
  const acts = {
    j: () => step(1), k: () => step(-1),
    o: () => (document.activeElement.closest?.("[data-row]") || marked())?.click(),
    r: () => reply?.elements.text.focus(), n: () => note?.elements.text.focus(), t: () => byId("take")?.click(),
    q: () => document.querySelector(".top nav a[href$='/queue']")?.click(), "?": () => help.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, dialog");
    if (!on.checked || typing || event.ctrlKey || event.metaKey || event.altKey || !acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });

  for (const part of document.querySelectorAll("[data-part]")) remember(part);
  localise(document);
  mark();
  toEnd();
  writing = Boolean(reply?.elements.text.value.trim());
  listen();
  sign();
  if (here) setInterval(sign, 10000);
  setInterval(() => { if (!document.hidden) update(); }, 60000); // Waiting grows by itself.
  // What takes longer than the page itself.
  for (const place of document.querySelectorAll("[data-fetch]")) {
    fetch(place.dataset.fetch).then((answer) => answer.ok ? answer.text() : "").then((html) => {
      const found = html && new DOMParser().parseFromString(html, "text/html").getElementById(place.id);
      if (found) place.replaceChildren(...found.childNodes);
    }).catch(() => {});
  }
})();
