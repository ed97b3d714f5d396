"use strict";

// Shows what /monitoring/pipeline tells, once a second. All text is set as text, never as markup.

const byId = (id) => document.getElementById(id);
const EVERY_MS = 1000;
const PATIENCE_MS = 5000;
// The stage whose details are shown is the page's fragment, so that it can be linked to.
function fragment() {
  try {
    return decodeURIComponent(location.hash.slice(1)) || null;
  } catch {
    return null; // Somebody has typed a percent sign.
  }
}
let chosen = fragment();
let lastAnswer = null;

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function duration(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 0.001) return `${Math.round(seconds * 1e6)} µs`;
  if (seconds < 1) return `${(seconds * 1000).toPrecision(3)} ms`;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}

const count = (value) => (value === null || value === undefined ? "–" : value.toLocaleString("en"));
const rate = (value) => (value === null ? "–" : `${value.toFixed(1)}/s`);

async function ask(path) {
  const answer = await fetch(path, {
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const body = await answer.json();
  // Whoever may not look is told so, instead of being shown nothing.
  if (answer.status === 401 || answer.status === 403) throw new Error(`${body.detail}: load the page again`);
  return { status: answer.status, body };
}

function badge(status) {
  const made = element("span", "badge", status);
  made.dataset.status = status;
  return made;
}

function figure(label, value) {
  return [element("span", "label", label), element("span", "value", value)];
}

function hopBox(hop) {
  const box = element("div", "hop");
  box.append(element("div", "", `from ${hop.from}`));
  if (hop.latency) {
    box.append(element("strong", "", `p50 ${duration(hop.latency.p50)}`));
    box.append(element("div", "", `p95 ${duration(hop.latency.p95)}`));
    box.append(element("div", "", `p99 ${duration(hop.latency.p99)}`));
  } else {
    box.append(element("div", "", "no latency now"));
  }
  box.append(...account(hop));
  if (hop.basis === "sampled") {
    const share = Number((hop.samplingRate * 100).toPrecision(2));
    box.append(element("div", "", `of ${share} % of the traces`));
  }
  return box;
}

// What is missing or too many is worth a line each, and a link to the ids.
function account(hop) {
  if (hop.pending === null) return [];
  const path = `/monitoring/hops/${encodeURIComponent(hop.from)}/${encodeURIComponent(hop.to)}`;
  const lines = ["lost", "late", "duplicated", "extra", "unclassified"]
    .filter((kind) => hop[kind] > 0)
    .map((kind) => {
      const line = element("div", "amiss");
      const link = element("a", "", `${count(hop[kind])} ${kind}`);
      link.href = `${path}/${kind}`;
      line.append(link);
      return line;
    });
  return [element("div", "", `${count(hop.completed)} came out`), ...lines];
}

// A clock that is off is worth a line; a sane one is not.
function skew(clock) {
  const parts = [];
  if (clock.aheadSeconds !== null) parts.push(`${duration(clock.aheadSeconds)} ahead`);
  if (clock.behindSeconds !== null) parts.push(`${duration(clock.behindSeconds)} behind`);
  return parts.length === 0 ? [] : figure("clock", parts.join(", "));
}

function formats(stage) {
  const names = Object.keys(stage.traceFormats);
  return names.length === 0 ? [] : figure("trace ids", names.join(", "));
}

function rejected(stage) {
  const reasons = Object.entries(stage.rejected).map(([reason, records]) => `${count(records)} ${reason}`);
  return reasons.length === 0 ? [] : figure("rejected", reasons.join(", "));
}

function fill(card, stage) {
  card.dataset.status = stage.status;
  card.setAttribute("aria-expanded", String(chosen === stage.name));
  card.setAttribute(
    "aria-label",
    `${stage.name}: ${stage.status}, ${rate(stage.ratePerSecond)}, newest event ` +
      `${duration(stage.freshnessSeconds)} old. ${stage.reason}. Show its keys.`,
  );
  const title = element("span", "title");
  title.append(element("b", "", stage.name), badge(stage.status));
  const figures = element("span", "figures");
  figures.append(
    ...figure("rate", rate(stage.ratePerSecond)),
    ...figure("freshness", duration(stage.freshnessSeconds)),
    ...figure("events", count(stage.events)),
    ...figure("live/delayed/stale", `${count(stage.keys.live)} / ${count(stage.keys.delayed)} / ${count(stage.keys.stale)}`),
    ...formats(stage),
    ...skew(stage.clock),
    ...rejected(stage),
  );
  card.replaceChildren(title, figures, element("span", "reason", stage.reason));
}

function showFlow(view) {
  const flow = byId("flow");
  const names = view.stages.map((stage) => stage.name).join("\n");
  // Buttons are kept from second to second, so that focus and clicks are not lost.
  if (flow.dataset.names !== names) {
    flow.dataset.names = names;
    flow.replaceChildren(
      ...view.stages.map((stage) => {
        const item = element("li");
        const card = element("button", "stage");
        card.type = "button";
        card.addEventListener("click", () => {
          chosen = chosen === stage.name ? null : stage.name;
          history.replaceState(null, "", chosen === null ? "#" : `#${encodeURIComponent(chosen)}`);
          refresh();
        });
        item.append(element("div", "hops"), card);
        return item;
      }),
    );
  }
  view.stages.forEach((stage, index) => {
    const item = flow.children[index];
    const incoming = view.hops.filter((hop) => hop.to === stage.name);
    item.firstChild.hidden = incoming.length === 0;
    item.firstChild.replaceChildren(...incoming.map(hopBox));
    fill(item.lastChild, stage);
  });
}

function showObserver(view) {
  const it = view.observer;
  const parts = [
    `${it.replica}${it.leader ? " (leader)" : ""}`,
    `${it.replicas} ${it.replicas === 1 ? "replica" : "replicas"}`,
    `Kafka ${it.kafka}`,
    `store ${it.store}`,
    `${count(it.lagRecords)} records unread, ${duration(it.lagSeconds)} behind`,
  ];
  if (it.since) parts.push(`counting since ${it.since.replace(/\.\d+Z$/, "Z")}`);
  byId("observer").textContent = `Weir itself: ${parts.concat(it.problems).join(" · ")}`;
}

async function showKeys() {
  const stage = chosen;
  byId("keys").hidden = stage === null;
  if (stage === null) return;
  const { status, body } = await ask(`/monitoring/stages/${encodeURIComponent(stage)}/keys?limit=200`);
  if (stage !== chosen) return;
  byId("keys-title").textContent = `Keys of ${stage}`;
  byId("keys-note").textContent =
    status === 200 ? `${count(body.keys.length)} of ${count(body.total)}, oldest first` : body.detail;
  byId("keys-rows").replaceChildren(
    ...(body.keys ?? []).map((key) => {
      const row = element("tr");
      const state = element("td", "", key.status);
      state.dataset.status = key.status;
      row.append(
        element("td", "", key.key === "__other__" ? "all others" : key.key),
        state,
        element("td", "number", count(key.events)),
        element("td", "number", duration(key.ageSeconds)),
      );
      return row;
    }),
  );
}

async function showRejected(view) {
  const stage = view.stages.find((one) => one.name === chosen);
  const none = stage === undefined || Object.keys(stage.rejected).length === 0;
  byId("rejected").hidden = none;
  if (none) return;
  const { status, body } = await ask(`/monitoring/stages/${encodeURIComponent(stage.name)}/rejected?limit=50`);
  if (stage.name !== chosen) return;
  byId("rejected-title").textContent = `Rejected records of ${stage.name}`;
  byId("rejected-note").textContent =
    status === 200 ? `${count(body.items.length)} examples, newest first` : body.detail;
  byId("rejected-rows").replaceChildren(
    ...(body.items ?? []).map((item) => {
      const row = element("tr");
      row.append(
        element("td", "", item.reason),
        element("td", "", `${item.topic}-${item.partition} @ ${item.offset}`),
        element("td", "", item.detail),
        element("td", "", item.headers.join(", ")),
      );
      return row;
    }),
  );
}

function showHealth(health) {
  byId("name").textContent = `${health.pipeline} in ${health.namespace}`;
  byId("reason").textContent = health.reason;
  const overall = byId("overall");
  // Written only when it changes, because screen readers announce each writing.
  if (overall.dataset.status !== health.status || overall.textContent !== health.status) {
    overall.dataset.status = health.status;
    overall.textContent = health.status;
    document.title = `${health.status} – Weir`;
  }
}

function showUnreachable(problem) {
  const since = lastAnswer === null ? "" : ` The figures below are from ${lastAnswer.toLocaleTimeString()}.`;
  const notice = byId("unreachable");
  const why = problem.constructor === Error ? problem.message : "Weir cannot be reached";
  const text = `${why}: nothing on this page is current.${since}`;
  if (notice.textContent !== text) notice.textContent = text;
  notice.hidden = false;
  document.body.classList.add("stale");
  showStatusUnknown();
  console.warn(problem);
}

function showStatusUnknown() {
  const overall = byId("overall");
  overall.dataset.status = "UNKNOWN";
  overall.textContent = "UNKNOWN";
  document.title = "unreachable – Weir";
}

async function refresh() {
  try {
    const [health, view] = await Promise.all([ask("/monitoring/health"), ask("/monitoring/pipeline")]);
    showHealth(health.body);
    if (view.status === 200) {
      showFlow(view.body);
      showObserver(view.body);
      await showKeys();
      await showRejected(view.body);
    }
    lastAnswer = new Date();
    byId("unreachable").hidden = true;
    document.body.classList.remove("stale");
  } catch (problem) {
    showUnreachable(problem);
  }
}

addEventListener("hashchange", () => {
  chosen = fragment();
  refresh();
});

// One request at a time: a slow answer must not pile up others behind it.
async function poll() {
  await refresh();
  setTimeout(poll, EVERY_MS);
}

poll();
