// A table made cell by cell with textContent: what a user wrote is never markup.

const cell = (tag, role, text, label) => {
  const node = document.createElement(tag)
  node.setAttribute("role", role)
  node.textContent = text
  if (label) node.dataset.label = label
  return node
}

const row = (cells) => {
  const node = document.createElement("tr")
  node.setAttribute("role", "row")
  node.append(...cells)
  return node
}

const part = (tag, rows) => {
  const node = document.createElement(tag)
  node.setAttribute("role", "rowgroup")
  node.append(...rows)
  return node
}

export default function ({ parentElement, data }) {
  const table = document.createElement("table")
  table.setAttribute("role", "table")
  table.setAttribute("aria-label", data.name)
  const head = row(data.columns.map((name) => cell("th", "columnheader", name)))
  const body = data.rows.map(([first, ...rest]) => row([
    // A card on a telephone starts with this cell: a bare number would be no title.
    cell("th", "rowheader", first, /^[\d.,\u2212\u2013-]+$/.test(first) && data.columns[0]),
    ...rest.map((text, place) => cell("td", "cell", text, data.columns[place + 1])),
  ]))
  table.append(part("thead", [head]), part("tbody", body))
  // A region that scrolls can be reached by key.
  const region = document.createElement("div")
  region.className = "evenhand-table"
  region.tabIndex = 0
  region.setAttribute("role", "region")
  region.setAttribute("aria-label", data.name)
  region.append(table)
  parentElement.querySelector(".evenhand-table")?.remove()
  parentElement.append(region)
}
