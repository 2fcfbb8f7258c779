// Keys and focus. Every page works without this file; nothing here decides anything by itself: it presses our buttons.
"use strict";
(() => {
  const TYPED = "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable]";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const seen = (element) => element && element.getClientRects().length > 0;
  const topicOf = (element) => element?.closest?.("[data-topic]");
  let current = null; // the id of the topic that keys act on
  let next = null; // the id of the topic that gets the focus once a decision is written
  let isBusy = false; // a decision is on its way
  const waiting = []; // keys pressed meanwhile: each acts on the topic that has the focus when its turn comes

  const focusOn = (topic) => {
    const target = topic?.matches?.("[data-topic]") ? topic.querySelector("[data-focus]") : topic;
    if (!target) return false;
    target.focus({ preventScroll: true });
    (topic.querySelector?.("h1, h3") ?? target).scrollIntoView({ block: "nearest" });
    return true;
  };
  const here = () => {
    const topics = all("[data-topic]");
    return topicOf(document.activeElement) ?? topics.find((each) => each.dataset.topic === current) ?? null;
  };
  const move = (by) => {
    const topics = all("[data-topic]");
    const link = document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]");
    const at = topics.indexOf(here());
    if (topics.length === 1 && topics[0].querySelector("h1")) { link?.click(); return; }
    const wanted = at < 0 ? topics[by > 0 ? 0 : topics.length - 1] : topics[at + by];
    if (wanted) focusOn(wanted); else link?.focus();
  };
  const press = (key) => {
    const open = document.activeElement?.closest?.("details.reject[open]");
    if (/^[1-9]$/.test(key)) { open?.querySelector(`button[data-key="${key}"]`)?.click(); return Boolean(open); }
    const topic = here() ?? document.querySelector("[data-topic]");
    const button = topic?.querySelector(`[data-key="${key}"]`) ?? document.querySelector(key === "u" ? "[data-undo]" : `main a[data-key="${key}"]`);
    if (!seen(button)) return false;
    if (button.matches("summary")) {
      const details = button.parentElement;
      details.open = !details.open;
      (details.open ? details.querySelector("fieldset button") : button).focus({ preventScroll: true });
      if (details.open) details.querySelector("form").scrollIntoView({ block: "nearest" });
    } else {
      current = topic?.dataset.topic ?? null;
      button.click();
    }
    return true;
  };

  const act = (key) => {
    const done = {
      j: () => move(1), k: () => move(-1), "?": () => document.getElementById("keys")?.showModal(),
      "/": () => document.getElementById("q")?.focus(),
    }[key];
    if (done) { done(); return true; }
    return /^[srluwebcpa1-9]$/.test(key) && press(key);
  };
  const free = () => {
    isBusy = false;
    while (waiting.length && !isBusy) act(waiting.shift());
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape") {
      const open = document.activeElement?.closest?.("details.reject[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); event.preventDefault(); }
      else if (document.activeElement?.matches?.(TYPED)) document.activeElement.blur();
      return;
    }
    if (document.body.dataset.keys !== "on" || event.target.matches?.(TYPED) || document.querySelector("dialog[open]")) return;
    if (isBusy && /^[jksrluwebcpa1-9]$/.test(event.key)) { if (!event.repeat) waiting.push(event.key); event.preventDefault(); }
    else if ((!event.repeat || /^[jk]$/.test(event.key)) && act(event.key)) event.preventDefault();
  });
  document.addEventListener("focusin", (event) => { current = topicOf(event.target)?.dataset.topic ?? current; });
  document.addEventListener("submit", (event) => {
    next = event.target.elements?.next?.value || null;
    isBusy = event.target.matches("[hx-post]") && "htmx" in window;
  }, true);
  document.addEventListener("htmx:error", () => {
    const place = document.getElementById("said"); // a page that only asks for news has none: it asks again
    if (place) place.textContent = document.body.dataset.lost;
    [isBusy, waiting.length, next] = [false, 0, null];
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog) { dialog.showModal(); event.preventDefault(); }
  });
  document.addEventListener("htmx:after:settle", () => {
    const alert = document.querySelector("[data-alert]");
    if (alert) {
      document.title = `${alert.textContent.trim()} · Circlewise`;
      [isBusy, waiting.length, next] = [false, 0, null];
      focusOn(alert);
      return;
    }
    if (next !== null) {
      const wanted = document.getElementById(`topic-${next}`) ?? document.querySelector("[data-topic]");
      next = null;
      if (!focusOn(wanted)) document.getElementById("main").focus();
    }
    free();
  });
})();
