import { css } from 'lit'

/** The frame of the page: narrow screens have the ways to the views at the lower edge, wide ones at the side. */
export const appStyles = css`
  :host {
    /* Above, because votes are cast near the lower edge. */
    --rt-toast-top: 4.5rem;
    --rt-toast-bottom: auto;
    min-height: 100vh;
    min-height: 100dvh;
  }

  .skip {
    position: fixed;
    z-index: 20;
    inset: 0.5rem auto auto 0.5rem;
    opacity: 0;
    pointer-events: none;
  }

  .skip:focus-visible {
    opacity: 1;
    pointer-events: auto;
  }

  header {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    justify-content: space-between;
    gap: 1rem;
    max-width: 80rem;
    margin: 0 auto;
    padding: 1.25rem min(1rem, 5vw) 0.75rem;
  }

  .brand {
    color: var(--rt-accent);
    font-size: var(--rt-small);
    font-weight: 700;
    letter-spacing: 0.08em;
    text-transform: uppercase;
  }

  header > div {
    min-width: 0;
  }

  .time {
    display: inline-flex;
    align-items: center;
    min-height: var(--rt-target);
    color: var(--rt-muted);
    font-size: var(--rt-small);
    text-align: end;
    text-decoration: none;
  }

  .time:hover {
    text-decoration: underline;
  }

  .page {
    max-width: 80rem;
    margin: 0 auto;
    padding: 0 min(1rem, 5vw) calc(7rem + env(safe-area-inset-bottom));
  }

  main {
    min-width: 0;
  }

  /* A view gets the focus when it opens: its frame is shown after keys alone. */
  main:focus {
    outline: none;
  }

  main:focus-visible {
    outline: 3px solid var(--rt-focus);
    outline-offset: 0.25rem;
    border-radius: var(--rt-radius-small);
  }

  nav {
    position: fixed;
    z-index: 5;
    inset: auto 0 0;
    padding-bottom: env(safe-area-inset-bottom);
    border-top: 1px solid var(--rt-line);
    background: var(--rt-surface);
  }

  nav ul {
    display: flex;
    /* Large text has two rows. */
    flex-wrap: wrap;
    max-width: 40rem;
    margin: 0 auto;
  }

  nav li {
    flex: 1 1 auto;
  }

  nav a {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: center;
    gap: 0.125rem;
    padding: 0.5rem 0.125rem;
    color: var(--rt-muted);
    font-size: 0.75rem;
    line-height: 1.3;
    text-align: center;
    text-decoration: none;
  }

  nav a:focus-visible {
    outline-offset: -3px;
  }

  nav a[aria-current='page'] {
    color: var(--rt-accent);
    font-weight: 700;
    box-shadow: inset 0 3px 0 var(--rt-accent);
  }

  @media (min-width: 60rem) {
    :host {
      --rt-toast-top: auto;
    --rt-toast-bottom: 1.5rem;
    }

    header {
      padding: 2rem 2rem 1.25rem;
    }

    .page {
      display: grid;
      grid-template-columns: 11rem minmax(0, 1fr);
      gap: 2rem;
      padding: 0 2rem 3rem;
    }

    .page:not(:has(nav)) {
      grid-template-columns: minmax(0, 1fr);
    }

    nav {
      position: sticky;
      inset: 1.5rem auto auto;
      align-self: start;
      padding: 0;
      border: 0;
      background: none;
    }

    nav ul {
      flex-flow: column;
      gap: 0.25rem;
    }

    nav a {
      grid-template-columns: auto 1fr;
      justify-items: start;
      align-items: center;
      gap: 0.75rem;
      padding: 0.75rem 1rem;
      border-radius: var(--rt-radius-small);
      font-size: 1rem;
      text-align: start;
    }

    nav a:hover {
      background: var(--rt-raised);
    }

    nav a[aria-current='page'] {
      background: var(--rt-accent-soft);
      box-shadow: inset 3px 0 0 var(--rt-accent);
    }
  }

  /* Text at 200 %: the ways at the lower edge must not hide the view. */
  @media (max-height: 24rem) {
    nav {
      position: static;
      margin-bottom: 1rem;
    }
  }
`
