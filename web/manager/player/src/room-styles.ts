import { css } from 'lit'

/** The looks of the room screen. It is dark by day and night, because it stands in a room where people rest. */
export const roomStyles = css`
  :host {
    --rt-bg: #0b1211;
    --rt-surface: #151f1d;
    --rt-raised: #1f2b28;
    --rt-line: #2e3c38;
    --rt-control: #74857f;
    --rt-text: #eef4f0;
    --rt-muted: #a9b8b1;
    --rt-accent: #7fd3bd;
    --rt-accent-soft: #17382f;
    --rt-on-accent: #06201a;
    --rt-warn: #f0b56a;
    --rt-focus: #8ec5ff;

    position: relative;
    isolation: isolate;
    display: grid;
    grid-template-rows: auto 1fr auto;
    min-height: 100vh;
    min-height: 100dvh;
    overflow: hidden;
    padding: clamp(1rem, 4vmin, 4rem);
    background: var(--rt-bg);
    color: var(--rt-text);
    color-scheme: dark;
    font-size: clamp(1rem, 0.5rem + 1.5vmin, 2.5rem);
  }

  .glow {
    position: absolute;
    inset: -20%;
    z-index: -1;
    background:
      radial-gradient(40% 45% at 25% 35%, rgb(34 96 84 / 55%), transparent 70%),
      radial-gradient(45% 40% at 75% 70%, rgb(52 62 110 / 50%), transparent 70%);
    animation: drift 90s ease-in-out infinite alternate;
  }

  @keyframes drift {
    to {
      transform: translate3d(6%, -5%, 0) scale(1.12);
    }
  }

  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 0.75rem;
  }

  .room {
    flex: 1 1 auto;
    min-width: 0;
    font-size: 1.25em;
    font-weight: 600;
  }

  nav {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 0.25rem;
    margin-left: auto;
  }

  nav button.quiet {
    padding-inline: 0.625rem;
    color: var(--rt-muted);
    font-size: max(1rem, 0.7em);
  }

  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: clamp(1.5rem, 6vmin, 6rem);
    padding-block: 1.5rem;
  }

  .song {
    display: grid;
    gap: 0.75em;
    min-width: 0;
  }

  .song h1 {
    font-size: clamp(2rem, 0.75rem + 8vmin, 10rem);
    line-height: 1.1;
  }

  .song h1.long {
    font-size: clamp(1.5rem, 0.75rem + 4vmin, 5.5rem);
  }

  .label {
    color: var(--rt-accent);
    font-size: 0.9em;
    font-weight: 600;
    letter-spacing: 0.02em;
  }

  .artist {
    max-width: 36em;
    color: var(--rt-muted);
    font-size: 1.3em;
  }

  .unlock {
    min-height: 3.5rem;
    padding: 0.6em 1.2em;
    font-family: var(--rt-font);
    font-size: clamp(1.25rem, 0.8rem + 2vmin, 3rem);
  }

  .time {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em 1em;
    max-width: 40em;
    font-variant-numeric: tabular-nums;
  }

  progress {
    flex: 1 1 12rem;
    height: 0.5em;
    border: 0;
    border-radius: 1em;
    overflow: hidden;
    background: var(--rt-line);
    accent-color: var(--rt-accent);
    appearance: none;
  }

  progress::-webkit-progress-bar {
    background: var(--rt-line);
  }

  progress::-webkit-progress-value {
    background: var(--rt-accent);
  }

  progress::-moz-progress-bar {
    background: var(--rt-accent);
  }

  .next {
    margin-top: 0.75em;
    font-size: 1.1em;
  }

  aside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
    width: clamp(12rem, 36vmin, 34rem);
    container-type: inline-size;
    text-align: center;
  }

  aside h2 {
    font-family: var(--rt-font);
    font-size: 1.1em;
  }

  .scan {
    color: var(--rt-muted);
  }

  .code {
    display: grid;
    gap: 0.1em;
  }

  .code strong {
    font-size: 17cqi;
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.04em;
    line-height: 1.1;
    white-space: nowrap;
  }

  .notes {
    display: grid;
    gap: 0.5rem;
  }

  .note {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1rem;
    padding: 0.75rem 1rem;
    border: 1px solid var(--rt-warn);
    border-radius: var(--rt-radius-small);
    background: rgb(11 18 17 / 75%);
    font-size: max(1rem, 0.8em);
  }

  @media (max-width: 44rem), (max-aspect-ratio: 1) {
    main {
      grid-template-columns: minmax(0, 1fr);
      align-content: center;
      gap: 2.5rem;
    }

    aside {
      justify-self: center;
      width: min(100%, 18rem);
    }
  }
`
