// The member's pages without this script do everything but: distances, smaller photos, a position, and work without signal.
const SEND_AGAIN_MS = 5000;
const page = document.querySelector('[data-my]');
const notice = page.querySelector('[data-waiting]');

// --- No signal -------------------------------------------------------------------------------------------------------
const banner = page.querySelector('[data-offline]');
if (document.documentElement.hasAttribute('data-offline')) {
  banner.textContent = banner.dataset.text.replace('{0}', page.dataset.asOf);
  banner.hidden = false;
}

let waitingCount = 0;
let canBeSent = false;
const ask = async what => (await navigator.serviceWorker.ready).active.postMessage(what);

function showWaiting(reports) {
  const mine = reports.filter(report => report.person === page.dataset.my);
  waitingCount = mine.length;
  canBeSent = mine.some(report => !report.refused && !report.signedOut);
  notice.hidden = mine.length === 0;
  notice.querySelector('[data-count]').textContent = mine.length;
  notice.querySelector('ul').replaceChildren(...mine.map(report => {
    const row = document.createElement('li');
    const line = row.appendChild(document.createElement('div'));
    const link = line.appendChild(document.createElement('a'));
    link.href = `/my/${report.number}`;
    link.textContent = report.number;
    const state = line.appendChild(document.createElement('span'));
    state.textContent = report.refused ? notice.dataset.refused : report.signedOut ? notice.dataset.signedOut : notice.dataset.waits;
    if (report.refused) {
      const drop = line.appendChild(document.createElement('button'));
      Object.assign(drop, { type: 'button', className: 'btn', textContent: notice.dataset.drop });
      drop.addEventListener('click', () => confirm(notice.dataset.sure) && ask({ drop: report.act }));
    }
    return row;
  }));
}

async function keepAtHand() {
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (data.kept) document.documentElement.setAttribute('data-ready', ''); // the signal may go now
    if (!data.waiting) return;
    showWaiting(data.waiting);
    if (data.sent > 0 && page.dataset.page === 'list') location.replace('/my');
  });
  await navigator.serviceWorker.register('/my-worker.js', { scope: '/' });
  const here = document.documentElement.hasAttribute('data-offline') ? [] : [location.pathname];
  const next = navigator.connection?.saveData || here.length === 0 ? [] : [...page.querySelectorAll('.my-card')].slice(0, 12).map(card => card.pathname);
  ask({ send: true, keep: [...here, ...next], parts: performance.getEntriesByType('resource').map(part => part.name) });
  addEventListener('online', () => ask({ send: true }));
  // A signal that has only just come back may fail once more, and says nothing when it holds.
  setInterval(() => canBeSent && navigator.onLine && ask({ send: true }), SEND_AGAIN_MS);
  notice.querySelector('[data-send]').addEventListener('click', () => ask({ send: true }));
}

// A browser that keeps nothing, or does not allow it, loses this part and no other.
if ('serviceWorker' in navigator) keepAtHand().catch(() => {});

document.querySelector('form[action="/sign-out"]')?.addEventListener('submit', event => {
  if (waitingCount > 0 && !confirm(notice.dataset.leave)) event.preventDefault();
});

// --- One tap sends once ------------------------------------------------------------------------------------------------
for (const form of page.querySelectorAll('form')) {
  form.addEventListener('submit', () => {
    const button = form.querySelector('button:not([type])');
    setTimeout(() => {
      button.disabled = true;
      if (button.dataset.sending) {
        button.dataset.said = button.textContent;
        button.textContent = button.dataset.sending;
      }
    });
  });
}
addEventListener('pageshow', () => page.querySelectorAll('form button:disabled').forEach(button => {
  button.disabled = false;
  button.textContent = button.dataset.said ?? button.textContent;
}));

// --- Photos: a slow uplink gets what a reader needs, and neither place nor device -------------------------------------------
const SIDE_MAX = 1600;
const photos = page.querySelector('input[type=file]');
photos?.addEventListener('change', async () => {
  const button = photos.form.querySelector('button:not([type])');
  button.disabled = true;
  const smaller = new DataTransfer();
  for (const file of photos.files) smaller.items.add(await reduced(file).catch(() => file));
  photos.files = smaller.files;
  button.disabled = false;
});

async function reduced(file) {
  const picture = await createImageBitmap(file);
  const scale = SIDE_MAX / Math.max(picture.width, picture.height);
  if (scale >= 1) return file;
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise(made => canvas.toBlob(made, 'image/jpeg', 0.85));
  return new File([blob], 'photo.jpg', { type: 'image/jpeg' });
}

// --- The own position: asked for by a tap, used here, sent only as part of a report that asks for it --------------------------
const position = () => new Promise((found, failed) => navigator.geolocation.getCurrentPosition(({ coords }) => found(coords), failed, { timeout: 15000, maximumAge: 60000 }));

const locate = page.querySelector('[data-locate]');
if (locate && 'geolocation' in navigator) {
  locate.hidden = false;
  locate.addEventListener('click', async () => {
    try {
      const { latitude, longitude } = await position();
      locate.form.elements.latitude.value = latitude.toFixed(6);
      locate.form.elements.longitude.value = longitude.toFixed(6);
      locate.textContent = `${locate.dataset.found} ✓`;
    } catch {
      locate.textContent = locate.dataset.failed;
    }
  });
}

const places = [...page.querySelectorAll('[data-latitude][data-longitude]')].filter(each => each.dataset.latitude && each.dataset.longitude);
const near = page.querySelector('[data-near]');
const NEAR = 'my-near';

async function showDistances() {
  const here = await position();
  for (const place of places) {
    const metres = distance(here.latitude, here.longitude, Number(place.dataset.latitude), Number(place.dataset.longitude));
    place.querySelector('[data-distance]').textContent = metres < 950 ? `· ${Math.round(metres / 50) * 50} m` : `· ${(metres / 1000).toFixed(1)} km`;
  }
}

/** Along the globe, in metres. */
function distance(latitude, longitude, otherLatitude, otherLongitude) {
  const radians = degrees => degrees * Math.PI / 180;
  const [up, along] = [radians(otherLatitude - latitude) / 2, radians(otherLongitude - longitude) / 2];
  const part = Math.sin(up) ** 2 + Math.cos(radians(latitude)) * Math.cos(radians(otherLatitude)) * Math.sin(along) ** 2;
  return 12742000 * Math.asin(Math.sqrt(part));
}

if (near && places.length > 0 && 'geolocation' in navigator) {
  if (localStorage.getItem(NEAR)) {
    showDistances().catch(() => {});
  } else {
    near.hidden = false;
    near.querySelector('button').addEventListener('click', () => showDistances().then(() => {
      localStorage.setItem(NEAR, '1');
      near.hidden = true;
    }, () => {}));
  }
}
