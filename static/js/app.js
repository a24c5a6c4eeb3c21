// Comfort only: every page works without this file. Nothing private is kept in web storage.
"use strict";

(() => {
  const body = document.body;
  const token = body.dataset.csrf;
  const said = document.getElementById("announcements");
  let hush;

  function announce(text, tone = "") {
    clearTimeout(hush);
    said.dataset.tone = tone;
    said.textContent = text;
    hush = setTimeout(() => { said.textContent = ""; }, 8000);
  }

  // ---- htmx (both majors): the token, refusals, focus after a swap

  for (const name of ["htmx:configRequest", "htmx:config:request"]) {
    body.addEventListener(name, ({ detail }) => {
      (detail.headers ?? detail.ctx.request.headers)["X-CSRFToken"] = token;
    });
  }

  for (const name of ["htmx:responseError", "htmx:response:error"]) {
    body.addEventListener(name, () => announce(body.dataset.failed, "late"));
  }

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:error"]) {
    body.addEventListener(name, () => announce(body.dataset.offline, "late"));
  }

  for (const name of ["htmx:afterSettle", "htmx:after:swap"]) {
    body.addEventListener(name, ({ target }) => {
      const part = target instanceof Element && target.isConnected ? target : document;
      const wanted = "#error-summary, [data-focus-after-swap], [autofocus]";
      (part.matches?.(wanted) ? part : part.querySelector(wanted))?.focus();
      const words = part.querySelector("[data-announce]");
      if (words) announce(words.dataset.announce);
      prepare(part);
    });
  }

  // ---- keys, menus

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const find = document.querySelector("[data-find]");
      if (find?.offsetParent) {
        event.preventDefault();
        find.focus();
      }
    }
    if (event.key === "Escape") {
      const open = event.target.closest?.("details[open]") ?? document.querySelector("details[data-menu][open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      }
    }
  });

  document.addEventListener("click", ({ target }) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(target)) menu.open = false;
    }
    const eye = target.closest?.("[data-password] > button");
    if (eye) {
      const input = document.getElementById(eye.getAttribute("aria-controls"));
      const shown = input.type === "text";
      input.type = shown ? "password" : "text";
      eye.textContent = shown ? eye.dataset.show : eye.dataset.hide;
      input.focus();
    }
  });

  // ---- sending once: the server's key decides, this only spares the second press

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(release, 10000, form); // an answer that is a file leaves the page standing
  });

  function release(form) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }

  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  // ---- who reads it, how many are chosen

  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-audience-choice]")) target.form.dataset.audience = target.value;
    if (target.matches("[type=file]")) listFiles(target);
    if (target.matches(".cell-check input")) {
      const table = target.closest("table");
      const words = target.form?.querySelector("[data-bulk-count]");
      const count = table.querySelectorAll("tbody .cell-check input:checked").length;
      if (words) words.textContent = words.textContent.replace(/\d+/, count);
    }
  });

  // ---- files: drop them, see them, hear early what is too large

  function listFiles(input) {
    const drop = input.closest("[data-file-drop]");
    const list = drop?.querySelector(".file-list");
    if (!list) return;
    const size = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
    list.replaceChildren(...[...input.files].map((file) => {
      const row = document.createElement("li");
      const large = Number(drop.dataset.limit) > 0 && file.size > Number(drop.dataset.limit);
      const [amount, unit] = file.size < 1e6 ? [Math.ceil(file.size / 1e3), "kB"] : [file.size / 1e6, "MB"];
      const words = `${size.format(amount)} ${unit}` + (large ? `, ${drop.dataset.tooLarge}` : "");
      for (const text of [file.name, words]) {
        row.append(Object.assign(document.createElement("span"), { textContent: text }));
      }
      row.toggleAttribute("data-too-large", large);
      return row;
    }));
    list.hidden = input.files.length === 0;
  }

  for (const name of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      const drop = event.target.closest?.("[data-file-drop]");
      if (!drop) return;
      event.preventDefault();
      drop.toggleAttribute("data-over", name === "dragover");
      if (name !== "drop" || !event.dataTransfer.files.length) return;
      const input = drop.querySelector("[type=file]");
      const files = new DataTransfer();
      const kept = input.multiple ? [...input.files, ...event.dataTransfer.files] : [event.dataTransfer.files[0]];
      for (const file of kept) files.items.add(file);
      input.files = files.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  // ---- drafts live on the server, so a closed tab or an ended session loses nothing

  const waiting = new Map();

  async function keep(form) {
    waiting.delete(form);
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "csrf_token") fields.append(name, value);
    }
    const state = form.querySelector("[data-draft-state]");
    try {
      const answer = await fetch(`/drafts/${encodeURIComponent(form.dataset.draft)}`, {
        method: "POST",
        headers: { "X-CSRFToken": token, "HX-Request": "true" },
        body: fields,
        keepalive: true,
      });
      const words = answer.ok && answer.status !== 204 ? await answer.text() : "";
      if (state && words && !words.includes("<")) state.textContent = words;
      else if (state && answer.ok) state.textContent = state.dataset.saved ?? "";
    } catch {
      if (state) state.textContent = body.dataset.offline;
    }
  }

  document.addEventListener("input", ({ target }) => {
    const form = target.form;
    if (!form?.dataset.draft || form.dataset.sent || waiting.has(form)) return;
    waiting.set(form, setTimeout(() => keep(form), 3000));
  });

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    for (const [form, timer] of waiting) {
      clearTimeout(timer);
      if (!form.dataset.sent) keep(form);
    }
  });

  // ---- the board: a card is carried to another column as its buttons would move it

  let carried = null;

  function columnFor({ target }) {
    const column = carried && target.closest?.("[data-column]");
    return column && carried.dataset.moves.split(" ").includes(column.dataset.column) ? column : null;
  }

  document.addEventListener("dragstart", ({ target }) => { carried = target.closest?.("[data-card]") ?? null; });
  document.addEventListener("dragend", () => { carried = null; });

  document.addEventListener("dragover", (event) => {
    const column = columnFor(event);
    for (const each of document.querySelectorAll("[data-over]")) if (each !== column) delete each.dataset.over;
    if (!column) return;
    event.preventDefault();
    column.dataset.over = "";
  });

  document.addEventListener("drop", (event) => {
    const column = columnFor(event);
    if (!column) return;
    event.preventDefault();
    const form = document.createElement("form");
    form.method = "post";
    form.action = carried.dataset.card;
    const fields = { csrf_token: token, version: carried.dataset.version, state: column.dataset.column, from: "board" };
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  });

  // An address that names a line of a long order by its anchor alone: the page that holds it.
  const named = /^#line-(\d+)$/.exec(location.hash);
  if (named && document.getElementById("lines-shown") && !document.getElementById(`line-${named[1]}`)
      && !new URLSearchParams(location.search).has("line")) {
    location.replace(`${location.pathname}?line=${named[1]}${location.hash}`);
  }

  function prepare(part) {
    // `required` lets the style sheet see without script that nothing is chosen; here the list says so.
    for (const input of part.querySelectorAll("[type=file][required]")) input.required = false;
    for (const eye of part.querySelectorAll("[data-password] > button")) eye.hidden = false;
    for (const card of part.querySelectorAll("[data-card]")) card.draggable = card.dataset.moves !== "";
  }

  // On a phone a filter that is set would fill the screen before what it found.
  if (matchMedia("(width < 640px)").matches) {
    for (const filter of document.querySelectorAll("details.filter[open]")) filter.open = false;
  }

  prepare(document);
})();
