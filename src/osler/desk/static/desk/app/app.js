// The signed-in reader's side of the phone app: says when there is no network, what waits, and that a new version is here.
const bar = document.createElement("div");
bar.className = "app-bar";
bar.setAttribute("role", "status");
bar.hidden = true;
document.body.append(bar);

let waiting = 0;
let fresh = null; // a new version, waiting
let refused = "";
let drafts = []; // paths of notes that met another change

// Who signs out leaves nothing in the tab either: its searches, and the papers chosen.
document.querySelector(".menu .leave")?.form.addEventListener("submit", () => sessionStorage.clear());

function show() {
  const said = [];
  if (!navigator.onLine) said.push("No network: your saved papers and the last feed are here.");
  if (waiting) said.push(`${waiting} ${waiting === 1 ? "change waits" : "changes wait"} to be sent.`);
  if (refused) said.push(refused);
  if (drafts.length) said.push("A note you wrote without a network met another change.");
  bar.replaceChildren(document.createTextNode(said.join(" ")));
  if (drafts.length && location.pathname !== drafts[0]) {
    const link = document.createElement("a");
    link.href = drafts[0];
    link.textContent = "See both";
    bar.append(" ", link);
  }
  if (fresh && navigator.onLine) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "A new version is here: reload";
    button.addEventListener("click", () => fresh.postMessage("skip"));
    bar.append(" ", button);
  }
  bar.hidden = !said.length && !(fresh && navigator.onLine);
}

// A tap that waits looks as it will be.
function look(body) {
  const said = new URLSearchParams(body);
  if (said.has("wish")) mark(said.get("wish"));
  else if (said.has("follow")) markFollow(said.get("follow"));
  else if (said.has("do")) markPapers(said);
}

function markFollow(wish) {
  const [act, what] = [wish.split(" ", 1)[0], wish.slice(wish.indexOf(" ") + 1)];
  for (const button of document.querySelectorAll("button[name=follow]")) {
    if (button.value.slice(button.value.indexOf(" ") + 1) !== what) continue;
    button.setAttribute("aria-pressed", String(act === "follow"));
    button.value = `${act === "follow" ? "unfollow" : "follow"} ${what}`;
  }
}

function markPapers(said) {
  const [act, one] = said.get("do").split(" ");
  for (const id of one ? [one] : said.getAll("saved")) {
    const row = document.getElementById(`saved-${id}`);
    if (!row) continue;
    if (act === "remove" || act === "move") row.hidden = true;
    if (act !== "read" && act !== "unread") continue;
    row.classList.toggle("is-read", act === "read");
    const button = row.querySelector("button[name=do]");
    button.setAttribute("aria-pressed", String(act === "read"));
    button.value = `${act === "read" ? "unread" : "read"} ${id}`;
  }
}

function mark(wish) {
  const [act, pmid] = wish.split(" ");
  const on = { like: "like", dislike: "dislike", save: "save" }[act];
  for (const button of document.querySelectorAll(`.acts-bar button[name=wish][value$=" ${CSS.escape(pmid)}"]`)) {
    const kind = button.id.split("-")[0];
    const group = kind === "save" ? ["save", "unsave"] : ["like", "dislike", "clear"];
    if (!group.includes(act)) continue;
    const pressed = kind === on;
    button.setAttribute("aria-pressed", String(pressed));
    const undo = kind === "save" ? "unsave" : "clear";
    button.value = `${pressed ? undo : kind} ${pmid}`;
  }
}

async function start() {
  const registration = await navigator.serviceWorker.register("/sw.js");
  const offer = (worker) => {
    fresh = worker;
    show();
  };
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller) offer(worker);
    });
  });
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage("keep");
  active.postMessage("replay");
  active.postMessage("count");
}

if ("serviceWorker" in navigator) {
  const hadOne = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if ("waiting" in data) waiting = data.waiting;
    if ("drafts" in data) drafts = data.drafts;
    if ("taps" in data) data.taps.forEach(look);
    if (data.refused) refused = "One tap could not be kept: the paper or its place has changed.";
    if ("held" in data) document.documentElement.dataset.held = data.held;
    show();
  });
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (hadOne && fresh) location.reload();
  });
  window.addEventListener("online", async () => {
    show();
    (await navigator.serviceWorker.ready).active.postMessage("replay");
  });
  window.addEventListener("offline", show);
  start().catch(() => {});
  show();
}
