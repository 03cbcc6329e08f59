// A page that is opened is one step of history, and what its address then holds another, so that
// Back would lead from a page to the same page. What is written before anybody does anything on a
// page belongs to the step that led there; also what is written after a link was followed, before
// its page is open.
let done = false // something was done since this page was opened

export default function () {
  const push = history.pushState
  const act = (event) => {
    if (event.isTrusted) done = !event.target.closest?.("a[href]")
  }
  const arrive = () => {
    done = false
  }
  history.pushState = function (state, unused, url) {
    const same = new URL(url ?? "", location.href).pathname === location.pathname
    if (same && !done) return history.replaceState(state, unused, url)
    if (!same) arrive()
    return push.call(history, state, unused, url)
  }
  window.addEventListener("popstate", arrive)
  const acts = ["pointerdown", "keydown"]
  for (const name of acts) document.addEventListener(name, act, true)
  return () => {
    history.pushState = push
    window.removeEventListener("popstate", arrive)
    for (const name of acts) document.removeEventListener(name, act, true)
  }
}
