// The page says by itself when the confirmation has come; without this module the link « Actualiser » does it.

const WAITS_SECONDS = [2, 3, 5, 8, 13, 21];

async function stillWaiting() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  return !response.ok || (await response.text()).includes("data-waiting");
}

for (const seconds of WAITS_SECONDS) {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  try {
    if (!(await stillWaiting())) {
      location.reload();
      break;
    }
  } catch {
    // The network is away: the next round asks again.
  }
}
