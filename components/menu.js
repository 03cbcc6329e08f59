// Streamlit closes its menu after a choice only where the browser calls itself a telephone; a
// narrow window, or one enlarged by four, would keep it above the page that was asked for.
const NARROW = 768
const LINK = "[data-testid=stSidebarNavLink]"
const OPEN = "[aria-controls=stSidebar][aria-expanded=true]"

export default function () {
  const close = (event) => {
    if (window.innerWidth <= NARROW && event.target.closest?.(LINK)) {
      setTimeout(() => document.querySelector(OPEN)?.click(), 0)
    }
  }
  document.addEventListener("click", close)
  return () => document.removeEventListener("click", close)
}
