// The live page: takes the parts that changed from /stream and puts them in place. Without it the page reloads itself.
"use strict";
(() => {
  const SECTIONS_HELD = new Map(); // what came while the pointer or the focus was inside
  const ANNOUNCE_MS = 60_000;
  const status = () => document.getElementById("status");
  const map = document.querySelector("svg.world");
  let source = null;
  let paused = false;
  let announced = 0;
  let news = 0;

  const button = document.createElement("button");
  button.type = "button";
  button.className = "pause";
  button.addEventListener("click", () => {
    paused = !paused;
    connect();
  });
  document.querySelector("form.filters").append(button);

  function show(state) {
    document.body.dataset.stream = state;
    button.textContent = paused ? "Resume" : "Pause";
    button.setAttribute("aria-pressed", String(paused));
    const word = status().querySelector(".word");
    if (state !== "live") word.textContent = state;
  }

  function connect() {
    source?.close();
    source = null;
    if (paused || document.hidden) {
      show("paused");
      return;
    }
    show("connecting");
    const query = new URLSearchParams(location.search);
    query.set("as", "page");
    source = new EventSource(`/stream?${query}`);
    source.addEventListener("open", () => show("live"));
    source.addEventListener("error", () => {
      show("connecting");
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 10_000);
    });
    source.addEventListener("page", (event) => apply(JSON.parse(event.data)));
  }

  function apply(change) {
    for (const [name, html] of Object.entries(change.sections)) place(name, html);
    for (const [code, shade] of Object.entries(change.map)) paint(code, shade);
  }

  function busy(section) {
    return section.contains(document.activeElement) || section.matches(":hover");
  }

  function place(name, html) {
    const old = document.getElementById(name);
    const next = new DOMParser().parseFromString(html, "text/html").getElementById(name);
    if (!old || !next) return;
    if (name !== "status" && busy(old)) {
      SECTIONS_HELD.set(name, html);
      old.classList.add("held");
      return;
    }
    SECTIONS_HELD.delete(name);
    const known = new Set([...old.querySelectorAll("li > a, .sentence a")].map((link) => link.href));
    if (known.size) {
      for (const link of next.querySelectorAll("li > a, .sentence a")) {
        if (known.has(link.href)) continue;
        link.closest("li").classList.add("new");
        if (name === "articles") news += 1;
      }
    }
    old.replaceWith(next);
    if (name === "status") show(document.body.dataset.stream);
    announce();
  }

  function release() {
    for (const [name, html] of SECTIONS_HELD) {
      if (!busy(document.getElementById(name))) place(name, html);
    }
  }

  function paint(code, shade) {
    const link = document.getElementById(`m-${code}`);
    if (!link) return;
    const [name, title] = shade ?? ["", ""];
    link.setAttribute("class", name);
    link.toggleAttribute("tabindex", !name);
    if (!name) link.setAttribute("tabindex", "-1");
    link.setAttribute("aria-label", title || link.getAttribute("aria-label").replace(/:.*/, ": no coverage"));
  }

  function announce() {
    if (!news || Date.now() - announced < ANNOUNCE_MS) return;
    document.getElementById("news").textContent = `${news} new article${news === 1 ? "" : "s"}`;
    announced = Date.now();
    news = 0;
  }

  // One tooltip of our own in place of the slow native ones; the words stay as labels.
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  for (const title of map.querySelectorAll("title")) {
    title.closest("a").setAttribute("aria-label", title.textContent);
    title.remove();
  }
  function point(target, x, y) {
    const link = target.closest?.("svg.world a");
    tip.hidden = !link;
    if (!link) return;
    tip.textContent = link.getAttribute("aria-label");
    const left = Math.min(x + 14, innerWidth - tip.offsetWidth - 8);
    tip.style.transform = `translate(${Math.max(left, 8)}px, ${y + 18}px)`;
  }
  map.addEventListener("pointermove", (event) => point(event.target, event.clientX, event.clientY));
  map.addEventListener("pointerleave", () => (tip.hidden = true));
  map.addEventListener("focusin", (event) => {
    const box = event.target.getBoundingClientRect();
    point(event.target, box.right, box.top);
  });
  map.addEventListener("focusout", () => (tip.hidden = true));

  for (const select of document.querySelectorAll("form.filters select")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }
  document.querySelector("form.filters").addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
  });
  document.addEventListener("pointerout", () => queueMicrotask(release));
  document.addEventListener("focusout", () => queueMicrotask(release));
  document.addEventListener("visibilitychange", connect);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && connect());
  connect();
})();
