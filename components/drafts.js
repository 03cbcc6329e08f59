// What somebody wrote is kept by their own browser until its tab is closed, so that a reload, or a
// server that starts anew, gives it back. It is read once, before anything can have been written.
export default function ({ data, setStateValue }) {
  const { place, text, gone } = data // no place: nothing is open
  try {
    for (const other of gone) sessionStorage.removeItem(other)
    if (place === undefined) return
    if (text !== null) return sessionStorage.setItem(place, text)
    const before = sessionStorage.getItem(place)
    if (before !== null) setStateValue("found", before)
  } catch {
    // A browser may allow no storage; then a reload forgets, as it would without this.
  }
}
