// The form's page stands in a frame, which is made as tall as what is in it: its answer lies below
// the fields on a telephone, and would be out of sight in a frame of its own height.
const FORM = "iframe[src*='/predict/']"
const LEAST = 480
const BELOW = 24

export default function () {
  const fit = () => {
    const frame = document.querySelector(FORM)
    const content = frame?.contentDocument?.querySelector("main")
    if (!content) return
    const end = content.getBoundingClientRect().bottom + frame.contentWindow.scrollY
    const height = `${Math.max(LEAST, Math.ceil(end) + BELOW)}px`
    if (frame.style.height !== height) frame.style.height = height
  }
  const watch = setInterval(fit, 250)
  return () => clearInterval(watch)
}
