// The board and its wall: draws the charts from the JSON beside them, and takes over what the stream sends.
const colours = { issued: '#2f6fb0', dispatched: '#c77700', closed: '#1b8a5a', open: '#6b4fa0' };
const charts = new Map();
const onWall = document.body.querySelector('.wall') !== null;

function options(box, values) {
  const isTrend = box.dataset.chart === 'trend';
  const names = isTrend ? ['issued', 'closed', 'open'] : ['issued', 'dispatched', 'closed'];
  const ink = onWall ? '#dfe6ee' : '#49566c';
  const lines = onWall ? '#33445a' : '#e6e8eb';
  const size = onWall ? 20 : 12;
  const axis = { axisLabel: { color: ink, fontSize: size }, splitLine: { lineStyle: { color: lines } } };
  return {
    animation: false,
    aria: { enabled: true, label: { description: box.dataset.title } },
    color: names.map(name => onWall ? { issued: '#6db3ff', dispatched: '#ffb84d', closed: '#4fd695', open: '#c9a6ff' }[name] : colours[name]),
    grid: { left: 8, right: 8, top: onWall ? 44 : 34, bottom: 4, containLabel: true },
    legend: { top: 0, textStyle: { color: ink, fontSize: size }, data: names.map(name => box.dataset[name]) },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    xAxis: { type: 'category', data: values.labels, axisLabel: { color: ink, fontSize: size, hideOverlap: true }, axisLine: { lineStyle: { color: lines } } },
    yAxis: isTrend
      ? [{ type: 'value', minInterval: 1, ...axis }, { type: 'value', minInterval: 1, ...axis, splitLine: { show: false } }]
      : [{ type: 'value', minInterval: 1, ...axis }],
    series: names.map(name => ({
      name: box.dataset[name],
      type: name === 'open' || !isTrend ? 'line' : 'bar',
      yAxisIndex: name === 'open' ? 1 : 0,
      symbol: 'none',
      lineStyle: { width: onWall ? 4 : 2, type: name === 'dispatched' ? 'dashed' : 'solid' },
      data: values[name],
    })),
  };
}

function draw(box) {
  const chart = charts.get(box.dataset.chart);
  chart.setOption(options(box, JSON.parse(box.dataset.values)));
}

for (const box of document.querySelectorAll('[data-chart]')) {
  box.hidden = false;
  charts.set(box.dataset.chart, window.echarts.init(box, null, { renderer: 'canvas' }));
  draw(box);
}

addEventListener('resize', () => charts.forEach(chart => chart.resize()));

for (const button of document.querySelectorAll('[data-png]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const box = document.getElementById(button.dataset.png).querySelector('[data-chart]');
    const link = document.createElement('a');
    link.href = charts.get(box.dataset.chart).getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: '#ffffff' });
    link.download = `${button.dataset.png}.png`;
    link.click();
  });
}

// A stream ends by itself once a minute and is opened again; only silence for longer means that the line is cut.
const board = document.getElementById('board');
const silentMax = 12_000;
let heard = Date.now();

function take(texts) {
  for (const [name, text] of Object.entries(texts)) {
    if (name.startsWith('chart.')) {
      const box = document.querySelector(`[data-chart="${name.slice(6)}"]`);
      if (box) {
        box.dataset.values = text;
        draw(box);
      }
      continue;
    }
    for (const element of document.querySelectorAll(`[data-live="${CSS.escape(name)}"]`)) {
      element.textContent = text;
    }
    for (const element of document.querySelectorAll(`[data-live-class="${CSS.escape(name)}"]`)) {
      element.classList.remove('change-better', 'change-worse', 'change-none');
      element.classList.add(text);
    }
  }
}

function open() {
  const stream = new EventSource(board.dataset.events);
  stream.addEventListener('board', event => {
    heard = Date.now();
    take(JSON.parse(event.data));
  });
  stream.addEventListener('error', () => {
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(open, 5_000); // refused: too many open, or signed out; the notice says that the figures stand still
    }
  });
  addEventListener('pagehide', () => stream.close());
}

function watch() {
  const isLost = Date.now() - heard > silentMax;
  const notice = document.getElementById('lost');
  if (notice && (notice.textContent !== '') !== isLost) {
    notice.textContent = isLost ? board.dataset.lost : '';
    document.body.classList.toggle('is-lost', isLost);
  }
  const clock = document.getElementById('clock');
  if (clock) {
    clock.textContent = new Intl.DateTimeFormat('en-GB', { timeZone: clock.dataset.zone, hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date());
  }
}

if (board) {
  open();
  setInterval(watch, 1_000);
  addEventListener('pageshow', event => event.persisted && open());
}
