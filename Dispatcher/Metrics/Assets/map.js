// The map: any change of the form fetches the figure anew without leaving the page; the slider walks through the days.
const form = document.getElementById('map-form');
const days = document.getElementById('map-day');
const slider = document.getElementById('map-slider');
const png = document.getElementById('map-png');
let wanted = 0;
let pause;

async function show() {
  const mine = ++wanted;
  const address = `${form.getAttribute('action')}?${new URLSearchParams(new FormData(form))}`;
  const answer = await fetch(address, { headers: { Accept: 'text/html' } });
  if (mine !== wanted) {
    return; // a later change overtook it
  }
  const fresh = answer.ok && !answer.redirected
    ? new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('map-figure')
    : null;
  if (fresh === null) {
    location.assign(address); // signed out, or something to say that is no map
    return;
  }
  document.getElementById('map-figure').replaceWith(document.adoptNode(fresh));
  history.replaceState(null, '', address);
}

function soon() {
  clearTimeout(pause);
  pause = setTimeout(show, 120);
}

if (document.getElementById('map-figure')) {
  slider.parentElement.hidden = false;
  slider.value = String(days.options.length - 1 - days.selectedIndex);
  slider.setAttribute('aria-valuetext', days.value);
  slider.addEventListener('input', () => {
    days.selectedIndex = days.options.length - 1 - Number(slider.value);
    slider.setAttribute('aria-valuetext', days.value);
    soon();
  });
  form.addEventListener('change', event => {
    if (event.target !== slider) {
      slider.value = String(days.options.length - 1 - days.selectedIndex);
      soon();
    }
  });
  png.hidden = false;
  png.addEventListener('click', save);
}

// Colours come from the style sheet, which a picture by itself does not have: they are written into a copy.
async function save() {
  const map = document.getElementById('map-svg');
  const copy = map.cloneNode(true);
  const [shapes, copies] = [map.querySelectorAll('path, text'), copy.querySelectorAll('path, text')];
  shapes.forEach((shape, i) => {
    const style = getComputedStyle(shape);
    for (const name of ['fill', 'stroke', 'stroke-width', 'font-size', 'font-weight', 'font-family', 'text-anchor', 'paint-order']) {
      copies[i].setAttribute(name, style.getPropertyValue(name));
    }
  });
  const { width, height } = map.viewBox.baseVal;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(2 * width));
  copy.setAttribute('height', String(2 * height));
  const source = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [2 * width, 2 * height];
    const context = canvas.getContext('2d');
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0);
    const link = document.createElement('a');
    link.href = canvas.toDataURL('image/png');
    link.download = `${map.dataset.name}.png`;
    link.click();
  } finally {
    URL.revokeObjectURL(source);
  }
}
