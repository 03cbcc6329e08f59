// The handoff slider. Python sends a finished sentence for every stop; this only selects one, so it
// answers at once and without a server. Data goes in by textContent: it is never markup.

const SVG = "http://www.w3.org/2000/svg"
const KINDS = ["well", "wrong", "person"]
const STEP = 10
const SETTLED = 500

/**
 * Draw the slider into `root`; call again with new data to change it.
 * @param {HTMLElement} root where to draw
 * @param {object} data what `evenhand.words.handoff_widget` made
 * @param {(threshold: number) => void} onRelease told once the threshold has been let go
 * @param {number} [threshold] where to start, else at the review's threshold
 * @returns {{go: (threshold?: number) => void, leave: () => void}} `go` moves the slider without
 *   telling anybody, to the review's own threshold where none is given; `leave` takes it away
 */
export function mount(root, data, onRelease = () => {}, threshold = undefined) {
  root.replaceChildren()
  if (!data || !data.stops || !data.stops.length) return { go() {}, leave() {} }
  const view = build(data)
  const state = { at: startOf(data, threshold), timer: 0 }
  const show = (index) => {
    state.at = Math.min(Math.max(index, 0), data.stops.length - 1)
    draw(view, data, state.at)
  }
  const tell = () => {
    state.timer = 0
    onRelease(data.stops[state.at].threshold)
  }
  const release = () => {
    clearTimeout(state.timer)
    state.timer = setTimeout(tell, SETTLED)
  }
  const jump = (index) => {
    show(index)
    release()
  }
  view.slider.addEventListener("input", () => show(Number(view.slider.value)))
  view.slider.addEventListener("change", release)
  view.less.addEventListener("click", () => jump(state.at - 1))
  view.more.addEventListener("click", () => jump(state.at + 1))
  view.presets.forEach((button, i) =>
    button.addEventListener("click", () => jump(data.presets[i].stop)))
  show(state.at)
  root.append(view.box)
  const go = (to) => {
    clearTimeout(state.timer)
    state.timer = 0
    show(startOf(data, to))
  }
  const leave = () => {
    clearTimeout(state.timer)
    if (state.timer) tell()
    root.replaceChildren()
  }
  return { go, leave }
}

function startOf(data, threshold) {
  if (threshold === undefined || threshold === null) return data.start
  const far = data.stops.map((stop) => Math.abs(stop.threshold - threshold))
  return far.indexOf(Math.min(...far))
}

function make(tag, className, text) {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

function shape(tag, attributes) {
  const node = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  return node
}

function build(data) {
  const theme = data.dark === null ? "eh-auto" : data.dark ? "eh-dark" : "eh-light"
  const view = { box: make("div", `eh-handoff ${theme}`) }
  view.headline = make("p", "eh-headline")
  view.headline.setAttribute("aria-live", "polite")
  view.box.append(view.headline, control(view, data), presets(view, data))
  const middle = make("div", "eh-middle")
  middle.append(icons(view, data.labels), figures(view, data))
  view.box.append(middle)
  view.rows = []
  if (data.stops[0].rows.length) view.box.append(table(view, data))
  return view
}

function control(view, data) {
  const row = make("div", "eh-control")
  const label = make("label", "eh-label")
  label.append(make("span", "", `${data.labels.slider}: `), (view.value = make("strong")))
  view.slider = make("input", "eh-slider")
  view.slider.type = "range"
  view.slider.min = "0"
  view.slider.max = String(data.stops.length - 1)
  view.slider.step = "1"
  view.slider.setAttribute("aria-label", data.labels.slider)
  view.less = step("\u2212", data.labels.less)
  view.more = step("+", data.labels.more)
  row.append(view.less, view.slider, view.more)
  const box = make("div")
  box.append(label, row)
  return box
}

function step(sign, name) {
  const button = make("button", "eh-step", sign)
  button.type = "button"
  button.setAttribute("aria-label", name)
  button.title = name
  return button
}

function presets(view, data) {
  const row = make("div", "eh-presets")
  row.setAttribute("role", "group")
  row.setAttribute("aria-label", data.labels.presets)
  view.presets = data.presets.map((preset) => {
    const button = make("button", "eh-preset", preset.label)
    button.type = "button"
    button.title = preset.note
    button.disabled = preset.stop === null
    row.append(button)
    return button
  })
  const box = make("div", "eh-choices")
  box.append(row)
  for (const { label, note, stop } of data.presets) {
    if (stop === null) box.append(make("p", "eh-why", `${label}: ${note}`))
  }
  return box
}

function icons(view, labels) {
  const box = make("div", "eh-icons")
  view.icons = shape("svg", { viewBox: "0 0 200 200", role: "img", class: "eh-array" })
  view.signs = Array.from({ length: STEP * STEP }, (_, i) => {
    const x = 10 + 20 * (i % STEP)
    const y = 10 + 20 * Math.floor(i / STEP)
    const place = shape("g", { transform: `translate(${x} ${y})` })
    view.icons.append(place)
    return place
  })
  const legend = make("ul", "eh-legend")
  view.legend = KINDS.map((kind) => {
    const item = make("li")
    const sign = shape("svg", { viewBox: "-10 -10 20 20", class: "eh-sign", "aria-hidden": "true" })
    sign.append(signOf(kind))
    const count = make("strong")
    const meaning = make("span", "", ` ${labels[kind]}`)
    item.append(sign, count, meaning)
    legend.append(item)
    return { item, count, meaning }
  })
  box.append(view.icons, legend)
  return box
}

function signOf(kind) {
  if (kind === "well") return shape("circle", { r: 6.5, class: "eh-well" })
  if (kind === "wrong") return shape("path", { d: "M-6 -6 L6 6 M-6 6 L6 -6", class: "eh-wrong" })
  return shape("circle", { r: 5.5, class: "eh-person" })
}

function figures(view, data) {
  const box = make("dl", "eh-figures")
  box.setAttribute("aria-label", data.labels.figures)
  view.figures = data.stops[0].figures.map(([name]) => {
    const pair = make("div")
    const value = make("dd")
    const interval = make("dd", "eh-interval")
    pair.append(make("dt", "", name), value, interval)
    box.append(pair)
    return [value, interval]
  })
  return box
}

function table(view, data) {
  const box = make("div", "eh-scroll")
  box.tabIndex = 0
  box.setAttribute("role", "region")
  box.setAttribute("aria-label", data.labels.table)
  const grid = make("table")
  grid.style.setProperty("--columns", String(data.columns.length))
  grid.append(make("caption", "", data.labels.table))
  const head = make("tr")
  data.columns.forEach((name) => {
    const cell = make("th", "", name)
    cell.scope = "col"
    head.append(cell)
  })
  const top = make("thead")
  top.append(head)
  const body = make("tbody")
  view.rows = data.stops[0].rows.map((row) => {
    const line = make("tr")
    const cells = row.map((_, i) => make(i ? "td" : "th"))
    cells[0].scope = "row"
    cells.slice(1).forEach((cell, i) => { cell.dataset.label = data.columns[i + 1] })
    line.append(...cells)
    body.append(line)
    return cells
  })
  grid.append(top, body)
  // As cards it would be no table to a screen reader without these.
  const roles = { table: [grid], rowgroup: [top, body], row: grid.querySelectorAll("tr"),
    columnheader: head.children, rowheader: body.querySelectorAll("th"), cell: body.querySelectorAll("td") }
  for (const [role, nodes] of Object.entries(roles)) for (const node of nodes) node.setAttribute("role", role)
  box.append(grid)
  return box
}

function draw(view, data, at) {
  const stop = data.stops[at]
  view.headline.textContent = stop.headline
  view.value.textContent = stop.value
  view.slider.value = String(at)
  view.slider.setAttribute("aria-valuetext", stop.value)
  view.less.disabled = at === 0
  view.more.disabled = at === data.stops.length - 1
  view.presets.forEach((button, i) =>
    button.setAttribute("aria-pressed", String(data.presets[i].stop === at)))
  drawIcons(view, data, stop)
  view.figures.forEach((parts, i) => parts.forEach((part, j) => write(part, stop.figures[i][j + 1])))
  view.rows.forEach((cells, i) => cells.forEach((cell, j) => write(cell, stop.rows[i][j])))
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text
}

function drawIcons(view, data, stop) {
  const kinds = stop.icons.flatMap((count, k) => Array(count).fill(KINDS[k]))
  view.signs.forEach((place, i) => {
    if (place.dataset.kind === kinds[i]) return
    place.dataset.kind = kinds[i]
    place.replaceChildren(signOf(kinds[i]))
  })
  view.legend.forEach(({ item, count, meaning }, k) => {
    const kind = KINDS[k]
    item.hidden = kind === "wrong" && !stop.known
    write(count, String(stop.icons[k]))
    write(meaning, ` ${data.labels[kind === "well" && !stop.known ? "alone" : kind]}`)
  })
  view.icons.setAttribute("aria-label", `${data.labels.icons}. ${stop.headline}`)
}
