// Forms that sign with a passkey: <form data-passkey data-options="ask | request | creation">.
// What to sign comes with the page (data-json), or is asked for at the form's own address.
const form = document.querySelector("form[data-passkey]");
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

async function options() {
  const given = form.querySelector("[data-json]");
  if (given) return JSON.parse(given.dataset.json);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status === 429 ? "Too often: wait a few minutes." : "The server did not answer.");
  return answer.json();
}

function decoded(publicKey) {
  const known = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));
  const out = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (out.user) out.user = { ...out.user, id: bytes(out.user.id) };
  if (out.allowCredentials) out.allowCredentials = known(out.allowCredentials);
  if (out.excludeCredentials) out.excludeCredentials = known(out.excludeCredentials);
  return out;
}

function encoded(credential) {
  const { response } = credential;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = text(response[name]);
  }
  if (response.getTransports) said.transports = response.getTransports();
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response: said,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function made() {
  const publicKey = decoded((await options()).creation_options.publicKey);
  const alone = form.querySelector("[name=passwordless]")?.checked ?? false;
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone ? { userVerification: "required" } : {}),
  };
  publicKey.extensions = { ...publicKey.extensions, credProps: true };
  return navigator.credentials.create({ publicKey });
}

async function signed() {
  return navigator.credentials.get({ publicKey: decoded((await options()).request_options.publicKey) });
}

function say(message) {
  const place = form.querySelector(".wrong-why[role=alert]");
  place.textContent = message;
  place.hidden = !message;
}

if (form && window.PublicKeyCredential) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("");
    try {
      const credential = await (form.dataset.options === "creation" ? made() : signed());
      form.querySelector("[name=credential]").value = encoded(credential);
      form.submit();
    } catch (error) {
      const stopped = error.name === "NotAllowedError";
      say(stopped ? "Nothing was signed: it was stopped, or took too long." : error.message);
    }
  });
}
