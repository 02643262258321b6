// Presses of buttons go to the host; what came of them is asked for again and again, and shown.
const timeline = document.querySelector('#timeline')
const sentence = document.querySelector('#sentence')
const missed = document.querySelector('#missed')
const template = document.querySelector('#row')
const buttons = [...document.querySelectorAll('button[data-action]')]
const names = { mail: 'Mail', text: 'Text', call: 'Call', stop: 'Stop', other: '' }
/** What went wrong, by how a mark begins. */
const failures = /^(?:bounced|failed|rejected|missed)/
let shown = ''

for (const button of buttons) button.addEventListener('click', () => press(button))
// Polling is enough for one who looks; a host of many would send events.
for (;;) {
  await refresh().catch(() => say('The host does not answer.'))
  await new Promise((resolve) => setTimeout(resolve, 400))
}

async function press(button) {
  say('')
  const response = await fetch(`/actions/${button.dataset.action}`, { method: 'POST' }).catch(() => null)
  if (response === null) say('The host does not answer.')
  else if (!response.ok) say((await response.json()).sentence)
}

function say(words) {
  sentence.textContent = words
}

async function refresh() {
  const text = await (await fetch('/timeline')).text()
  if (text === shown) return
  shown = text
  const { rows, missed: count, actions } = JSON.parse(text)
  for (const button of buttons) button.hidden = !actions.includes(button.dataset.action)
  for (const group of document.querySelectorAll('fieldset')) group.hidden = !group.querySelector('button:not([hidden])')
  missed.hidden = count === 0
  missed.textContent = count === 1 ? 'One missed call' : `${count} missed calls`
  // What is there already is only changed, so that nobody hears it read out again.
  const known = new Map([...timeline.children].map((item) => [item.dataset.id, item]))
  rows.forEach((row, index) => {
    const item = fill(known.get(row.id) ?? template.content.cloneNode(true).firstElementChild, row)
    if (timeline.children[index] !== item) timeline.insertBefore(item, timeline.children[index] ?? null)
  })
}

function fill(item, { id, at, kind, title, marks }) {
  Object.assign(item.dataset, { id, kind, failed: marks.some((mark) => failures.test(mark)) })
  const date = new Date(at)
  item.querySelector('time').dateTime = date.toISOString()
  item.querySelector('time').textContent = date.toLocaleTimeString('en-US', { hour12: false })
  item.querySelector('.kind').textContent = names[kind]
  item.querySelector('.title').textContent = title
  const texts = [...item.querySelectorAll('.marks span')].map((mark) => mark.textContent)
  if (texts.join() !== marks.join()) {
    item
      .querySelector('.marks')
      .replaceChildren(...marks.map((mark) => Object.assign(document.createElement('span'), { textContent: mark })))
  }
  return item
}
