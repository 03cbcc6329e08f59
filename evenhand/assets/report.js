// Charts are drawn when they come into view, and all of them before printing.

const data = JSON.parse(document.getElementById("report-data").textContent)
const dark = window.matchMedia("(prefers-color-scheme: dark)")
const charts = [...document.querySelectorAll("[data-chart]")]
const options = { responsive: true, displayModeBar: false, showTips: false }

function drawChart(box, isDark) {
  const both = data.charts[Number(box.dataset.chart)]
  const chart = isDark ? both.dark : both.light
  box.dataset.drawn = isDark ? "dark" : "light"
  return window.Plotly.react(box, chart.data, chart.layout, options)
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue
    seen.unobserve(entry.target)
    drawChart(entry.target, dark.matches)
  }
}, { rootMargin: "400px" })

for (const box of charts) {
  box.style.minHeight = `${data.charts[Number(box.dataset.chart)].light.layout.height}px`
  seen.observe(box)
}

dark.addEventListener("change", () => {
  for (const box of charts) if (box.dataset.drawn) drawChart(box, dark.matches)
})

let closed = []
window.addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")]
  for (const box of closed) box.open = true
  for (const box of charts) drawChart(box, false)
})
window.addEventListener("afterprint", () => {
  for (const box of closed) box.open = false
  for (const box of charts) drawChart(box, dark.matches)
})

const slider = document.getElementById("slider")
if (slider && data.sliders.length) {
  let threshold
  const keep = (value) => { threshold = value }
  let shown = { leave() {} }
  const show = (place) => {
    shown.leave()
    shown = mount(slider, data.sliders[place], keep, threshold)
  }
  show(0)
  const choice = document.getElementById("slider-by")
  choice?.addEventListener("change", () => show(Number(choice.value)))
}
