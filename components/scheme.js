// Where the colours are those of the system, and these change while the page is open, Streamlit
// changes its own at once; charts and the slider are drawn by the server, which is asked again.
const SOON = 300 // milliseconds, after which the page has its new colours

export default function ({ setTriggerValue }) {
  const dark = matchMedia("(prefers-color-scheme: dark)")
  const ask = () => setTimeout(() => setTriggerValue("changed", dark.matches), SOON)
  dark.addEventListener("change", ask)
  return () => dark.removeEventListener("change", ask)
}
