// Passkeys: a form with data-passkey is shown when the browser knows them, and posts the credential it obtains.
// data-passkey is "login" (options fetched when asked), "get" or "create" (options on the page).

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (descriptors = []) => descriptors.map((descriptor) => ({ ...descriptor, id: toBytes(descriptor.id) }));

function readOptions() {
  return JSON.parse(document.getElementById("passkey-options").textContent);
}

async function fetchOptions(form) {
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) {
    throw new Error(`The options of the passkey were refused: ${response.status}`);
  }
  return response.json();
}

async function getCredential({ request_options: { publicKey } }) {
  const credential = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: toBytes(publicKey.challenge), allowCredentials: withBytes(publicKey.allowCredentials) },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = credential.response;
  return describe(credential, {
    authenticatorData: toText(authenticatorData),
    clientDataJSON: toText(clientDataJSON),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : null,
  });
}

async function createCredential({ creation_options: { publicKey } }, isPasswordless) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: isPasswordless ? "required" : "discouraged",
        requireResidentKey: isPasswordless,
        ...(isPasswordless ? { userVerification: "required" } : {}),
      },
    },
  });
  const { attestationObject, clientDataJSON } = credential.response;
  return describe(credential, {
    attestationObject: toText(attestationObject),
    clientDataJSON: toText(clientDataJSON),
    transports: credential.response.getTransports?.() ?? [],
  });
}

function describe(credential, response) {
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function submitCredential(form) {
  const error = form.querySelector("[data-passkey-error]");
  error.hidden = true;
  try {
    let credential;
    if (form.dataset.passkey === "create") {
      credential = await createCredential(readOptions(), form.elements.passwordless?.checked ?? false);
    } else {
      credential = await getCredential(form.dataset.passkey === "login" ? await fetchOptions(form) : readOptions());
    }
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    error.hidden = false;
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submitCredential(form);
    });
  }
}
