// Streamlit sends what is typed only when a field is left, and a page that is left in the same
// moment takes it along unsent. So text is sent while one types, after a short pause; and a link
// waits until the server has begun to work with what was typed last.
const PAUSE = 300
const PATIENCE = 5000
const STATE = "data-test-script-state"
const FIELDS = "[data-testid=stTextInput] input, [data-testid=stTextArea] textarea"
const TYPED = `${FIELDS}, [data-testid=stNumberInput] input`

export default function () {
  let timer = 0
  let typing = false // something is typed that Streamlit was not told to send
  let unsent = false // ... or that the server has not begun to work with
  let let_go = false

  const sent = () => {
    clearTimeout(timer)
    typing = false
  }
  const send = (field) => {
    sent()
    const ctrlKey = field.matches("textarea")
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey, bubbles: true }))
  }
  const input = ({ target, isComposing }) => {
    if (!target.matches?.(TYPED)) return
    clearTimeout(timer)
    typing = unsent = true
    // A number is sent when its field is left: half of one may be none, or another.
    if (!isComposing && target.matches(FIELDS)) timer = setTimeout(() => send(target), PAUSE)
  }
  const key = (event) => {
    if (event.key === "Enter" && event.isTrusted && event.target.matches?.(TYPED)) sent()
  }
  const left = ({ target }) => {
    if (target.matches?.(TYPED)) sent()
  }
  const click = (event) => {
    const link = event.target.closest?.("a[href]")
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey
    if (!link || !unsent || let_go || elsewhere || link.target === "_blank") return
    event.preventDefault()
    event.stopImmediatePropagation()
    document.activeElement?.blur()
    const since = performance.now()
    const wait = () => {
      if (unsent && performance.now() - since < PATIENCE) return setTimeout(wait, 20)
      unsent = false
      let_go = true
      link.click()
      let_go = false
    }
    wait()
  }
  const watch = new MutationObserver((changes) => {
    const started = changes.some(
      ({ target, oldValue }, place) =>
        target.getAttribute(STATE) === "running" || (place && oldValue === "running"),
    )
    if (started && !typing) unsent = false
  })
  const listened = { input, keydown: key, focusout: left, click }
  watch.observe(document.body, { subtree: true, attributeFilter: [STATE], attributeOldValue: true })
  for (const [name, heard] of Object.entries(listened)) {
    document.addEventListener(name, heard, true)
  }
  return () => {
    clearTimeout(timer)
    watch.disconnect()
    for (const [name, heard] of Object.entries(listened)) {
      document.removeEventListener(name, heard, true)
    }
  }
}
