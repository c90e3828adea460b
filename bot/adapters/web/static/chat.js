// The live page: a queue that survives a lost connection, messages numbered so that a resend is one message.
"use strict";
(() => {
  const QUEUE = "needs.queue", DRAFT = "needs.draft", RELOADED = "needs.reloaded";
  const [log, outgoing, preparing, state, say, tap, text, file, seek] =
    ["log", "outgoing", "preparing", "state", "say", "tap", "text", "file", "seek"].map((id) => document.getElementById(id));
  const words = say.dataset;
  const run = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  let number = 0, after = Number(log.dataset.after), busy = false, tries = 0, timer = 0, source = null, silent = 0, unspoken = 0;

  // The queue: read anew each time, for another tab may have written it.
  const stored = () => { try { return JSON.parse(localStorage.getItem(QUEUE)) || []; } catch { return []; } };
  let fallback = [];
  const queued = () => { try { localStorage.length; return stored(); } catch { return fallback; } };
  const keep = (items) => { fallback = items; try { localStorage.setItem(QUEUE, JSON.stringify(items)); } catch { /* private mode */ } };
  const drop = (id) => keep(queued().filter((item) => item.id !== id));
  const draft = (value) => { try { value ? sessionStorage.setItem(DRAFT, value) : sessionStorage.removeItem(DRAFT); } catch { /* private mode */ } };

  const tell = (message, alert = false) => {
    const atEnd = innerHeight + scrollY > document.documentElement.scrollHeight - 100;
    if (state.textContent !== message) state.textContent = message;
    state.classList.toggle("alert", alert);
    if (alert && atEnd) toEnd();
  };

  // Times in the person's own zone; with the day when it is not today.
  const page = document.documentElement.lang;
  const locale = navigator.languages.find((language) => language.split("-")[0] === page) || page;
  const localise = (root) => {
    for (const time of root.querySelectorAll("time")) {
      const moment = new Date(time.dateTime), today = moment.toDateString() === new Date().toDateString();
      const day = today ? {} : { day: "numeric", month: "short" };
      time.textContent = moment.toLocaleString(locale, { ...day, hour: "2-digit", minute: "2-digit" });
    }
    for (const button of root.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
  };

  const grow = () => {
    if (CSS.supports("field-sizing", "content")) return;
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight + 2}px`;
  };

  // What waits or was just saved and is not in the log yet.
  const showWaiting = () => {
    const items = queued();
    for (const item of items) {
      if (document.querySelector(`[data-id="${item.id}"]`)) continue;
      const bubble = document.createElement("article");
      bubble.className = "in waiting";
      bubble.dataset.id = item.id;
      bubble.innerHTML = '<span class="unseen"></span><div class="text" dir="auto"></div><p class="state"></p>';
      bubble.children[0].textContent = `${words.you} – `;
      bubble.children[1].textContent = item.label;
      outgoing.append(bubble);
    }
    for (const bubble of outgoing.children) {
      const place = items.findIndex((item) => item.id === bubble.dataset.id);
      bubble.classList.toggle("waiting", place >= 0);
      bubble.lastChild.textContent = place < 0 ? words.saved : place === 0 && busy ? words.sending : words.waiting;
    }
  };

  const toEnd = (first) => {
    const bottom = document.documentElement.scrollHeight - innerHeight;
    const top = first ? first.getBoundingClientRect().top + scrollY - 12 : bottom;
    scrollTo({ top: Math.min(bottom, top), behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  };

  // A new message from the table, drawn by the server.
  const add = (position, html) => {
    if (position <= after) return;
    after = position;
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const message = holder.content.querySelector("article");
    if (!message) return;
    localise(holder.content);
    if (message.dataset.id) {
      outgoing.querySelector(`[data-id="${CSS.escape(message.dataset.id)}"]`)?.remove();
      drop(message.dataset.id);
    } else {
      preparing.hidden = true;
      clearTimeout(silent);
    }
    if (message.matches(".ask, .card")) {
      let turn = log.lastElementChild;
      while (turn && !turn.matches(".in")) turn = turn.previousElementSibling;
      for (; turn; turn = turn.previousElementSibling) if (!turn.matches(".hits")) rest(turn);
      text.inputMode = { email: "email", number: "numeric" }[message.dataset.hint] || "text";
    }
    log.append(message);
    if (message.matches(".out")) toEnd(reading(message));
    watch();
    if (message.matches(".ask, .card")) speak(message.lang);
  };

  // What was asked before asks no more; a card shows its lines only when it is opened.
  const rest = (message) => {
    message.classList.add("past");
    message.querySelector(".held")?.removeAttribute("open");
  };
  // Where reading goes on: at what was said last, and at the card itself where nothing stands between.
  const reading = (message) => {
    const said = [...log.querySelectorAll(".in")].pop();
    return message.matches(".card") && message.previousElementSibling === said ? message : said;
  };

  // The open question is one tap away whenever it is out of sight, and nothing covers the last line.
  const question = () => [...log.querySelectorAll(".ask, .card")].pop();
  const sight = new IntersectionObserver(([seen]) => {
    seek.hidden = seen.isIntersecting;
    seek.classList.toggle("above", seen.boundingClientRect.top < 0);
  }, { rootMargin: "0px 0px -120px" });
  const watch = () => { sight.disconnect(); if (question()) sight.observe(question()); };
  new ResizeObserver(([box]) => document.documentElement.style.setProperty("--composer", `${box.target.offsetHeight}px`)).observe(document.querySelector(".composer"));
  seek.addEventListener("click", (event) => { event.preventDefault(); toEnd(question()); });

  // The words of the page itself follow the conversation's language, as soon as nobody is in the middle of something.
  const speak = (language) => {
    clearTimeout(unspoken);
    if (!language || !document.querySelector(`.switch [lang="${CSS.escape(language)}"]`)) return;
    if (queued().length || text.value || !again()) unspoken = setTimeout(() => speak(language), 5000);
  };

  const again = () => {
    const last = Number(sessionStorage.getItem(RELOADED) || 0);
    if (Date.now() - last < 20000) return false;
    sessionStorage.setItem(RELOADED, Date.now());
    location.reload();
    return true;
  };

  const erased = () => { keep([]); draft(""); location.reload(); };

  // Streams carry the news; where they do not come through, the page asks.
  const listen = () => {
    source?.close();
    source = new EventSource(`/live?after=${after}`);
    source.addEventListener("message", (event) => add(Number(event.lastEventId), event.data));
    source.addEventListener("erased", erased);
    source.addEventListener("open", () => { if (queued().length) send(); });
    source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000); });
  };
  const ask = async () => {
    try {
      const response = await fetch(`/news?after=${after}`, { headers: { accept: "application/json" } });
      if (!response.ok) return;
      const news = await response.json();
      if (news.erased) return erased();
      for (const piece of news.pieces) add(piece.position, piece.html);
    } catch { /* offline: the stream comes back by itself */ }
  };

  // One at a time, in order, until the queue is empty; the same number every time.
  const send = async () => {
    clearTimeout(timer);
    const item = queued()[0];
    if (busy || !item) return;
    busy = true;
    showWaiting();
    const body = new FormData();
    body.set("seal", say.elements.seal.value);
    body.set("id", item.id);
    body.set(item.kind === "tap" ? "tap" : "text", item.value);
    let wait = 0;
    try {
      const response = await fetch(item.kind === "tap" ? "/tap" : "/say",
        { method: "POST", body, headers: { accept: "application/json" }, signal: AbortSignal.timeout(20000) });
      if (response.ok) saved(item);
      else wait = await refused(item, response);
    } catch {
      wait = Math.min(15, 2 ** tries++);
      tell(words.offline, true);
    }
    busy = false;
    showWaiting();
    if (wait) timer = setTimeout(send, wait * 1000);
    else send();
  };
  const saved = (item) => {
    tries = 0;
    drop(item.id);
    tell("");
    if (answered(item.id)) return;
    preparing.hidden = false;
    clearTimeout(silent);
    silent = setTimeout(() => { ask(); silent = setTimeout(() => { ask(); preparing.hidden = true; }, 6000); }, 2500);
  };
  // The stream may bring an answer before the message itself is acknowledged.
  const answered = (id) => log.querySelector(`.in[data-id="${CSS.escape(id)}"] ~ .out`) !== null;
  // Seconds to wait before the next try; 0 when this one is done with.
  const refused = async (item, response) => {
    if (response.status === 429) {
      tell(words.many, true);
      return Number(response.headers.get("retry-after")) || 5;
    }
    if (response.status === 413 || response.status === 400) {
      drop(item.id);
      document.querySelector(`#outgoing [data-id="${item.id}"]`)?.remove();
      if (item.kind === "say") { text.value = [item.value, text.value].filter(Boolean).join("\n"); grow(); }
      tell(words.long, true);
      return 0;
    }
    if (response.status === 403 && again()) return 60;
    tell(words.unsaved, true);
    return Math.min(15, 2 ** tries++);
  };

  const enqueue = (kind, value, label) => {
    number += 1;
    keep([...queued(), { id: `${run}-${number}`, kind, value, label }]);
    if (!navigator.onLine) tell(words.offline, true);
    showWaiting();
    toEnd();
    send();
  };
  // A trembling thumb taps twice and means it once.
  let tapped = "", tappedAt = 0;
  const repeated = (value) => {
    const twice = value === tapped && performance.now() - tappedAt < 1000;
    [tapped, tappedAt] = [value, performance.now()];
    return twice;
  };
  // Where several answers may be chosen a tap only marks one, and a last button sends them together.
  const chooses = (button) => {
    const question = button.closest('[data-hint="choices"]'), [number, verb] = button.value.split("|");
    if (!question || verb !== "pick" || button.dataset.together) return false;
    button.ariaPressed = String(button.ariaPressed !== "true");
    const chosen = [...question.querySelectorAll('.options [aria-pressed="true"]')];
    const together = question.querySelector("[data-together]") || button.cloneNode();
    together.dataset.together = "1";
    together.ariaPressed = null;
    together.className = "primary";
    together.textContent = document.querySelector(".send").textContent;
    together.value = `${number}|pick|${chosen.map((each) => each.value.split("|")[2]).join(",")}`;
    together.setAttribute("aria-label", `${together.textContent}: ${chosen.map((each) => each.textContent.trim()).join(", ")}`);
    if (chosen.length) button.parentElement.insertBefore(together, button.parentElement.querySelector(".quiet"));
    else together.remove();
    return true;
  };

  // A file is no text that could wait in the queue: it goes when the line is there, and stays chosen until it went.
  const chosen = () => {
    const one = file.files[0];
    const big = one && one.size > Number(words.bytes);
    if (big) file.value = "";
    file.parentElement.classList.toggle("full", !!one && !big);
    tell(big ? words.big : one ? words.chosen.replace("%", one.name) : "", big);
  };
  const sendFile = async (value) => {
    if (busy) return;
    busy = true;
    tell(words.sending);
    const body = new FormData();
    body.set("seal", say.elements.seal.value);
    body.set("id", `${run}-${(number += 1)}`);
    body.set("text", value);
    body.set("file", file.files[0]);
    try {
      const response = await fetch("/say", { method: "POST", body, headers: { accept: "application/json" } });
      if (response.ok) {
        text.value = file.value = "";
        draft("");
        grow();
        chosen();
        preparing.hidden = false;
      } else if (response.status !== 403 || !again()) {
        tell({ 413: words.big, 429: words.many }[response.status] || words.unsaved, true);
      }
    } catch {
      tell(words.offline, true);
    }
    busy = false;
    send();
  };
  file.addEventListener("change", chosen);

  say.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = text.value.trim();
    if (value.length > Number(words.limit)) return tell(words.long, true);
    if (file.files.length) {
      sendFile(value);
    } else if (value) {
      text.value = "";
      draft("");
      grow();
      enqueue("say", value, value);
    }
    text.focus();
  });
  tap.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (!button) return;
    if (chooses(button) || repeated(button.value)) return;
    enqueue("tap", button.value, (button.getAttribute("aria-label") || button.textContent).trim().replace(`${document.querySelector(".send").textContent}: `, ""));
    if (matchMedia("(pointer: fine)").matches) text.focus({ preventScroll: true });
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    say.requestSubmit();
  });
  text.addEventListener("input", () => { grow(); draft(text.value); });
  say.querySelector(".send").addEventListener("pointerdown", (event) => { if (document.activeElement === text) event.preventDefault(); });
  log.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
    button.textContent = words.copied;
  });
  addEventListener("online", () => { tries = 0; tell(""); send(); listen(); });
  addEventListener("offline", () => tell(words.offline, true));
  addEventListener("pageshow", (event) => { if (event.persisted) { listen(); send(); } });
  addEventListener("pagehide", () => source?.close());

  // What was there before is not announced again.
  log.setAttribute("aria-live", "off");
  localise(log);
  requestAnimationFrame(() => requestAnimationFrame(() => log.setAttribute("aria-live", "polite")));
  if (state.textContent) state.classList.add("alert");
  try { text.value ||= sessionStorage.getItem(DRAFT) || ""; } catch { /* private mode */ }
  grow();
  keep(queued().filter((item) => !log.querySelector(`[data-id="${item.id}"]`)));
  showWaiting();
  const now = document.getElementById("now");
  if (now) toEnd(now);
  watch();
  if (matchMedia("(pointer: fine)").matches) text.focus({ preventScroll: true });
  listen();
  send();
})();
