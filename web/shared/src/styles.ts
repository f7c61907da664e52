import { css } from 'lit'

/** The looks of plain HTML inside elements: put it first in an element's static styles. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :host {
    display: block;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure,
  fieldset {
    margin: 0;
    padding: 0;
  }

  h1,
  h2,
  h3 {
    font-family: var(--rt-display);
    font-weight: 600;
    line-height: 1.2;
    overflow-wrap: anywhere;
    text-wrap: balance;
  }

  h1 {
    font-size: var(--rt-title);
  }

  h2 {
    font-size: var(--rt-large);
  }

  h3 {
    font-size: var(--rt-body);
  }

  p {
    overflow-wrap: anywhere;
  }

  ul,
  ol {
    list-style: none;
  }

  fieldset {
    border: 0;
    min-width: 0;
  }

  legend {
    padding: 0;
  }

  a {
    color: var(--rt-accent);
    text-underline-offset: 0.15em;
  }

  svg {
    display: block;
  }

  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }

  :focus-visible {
    outline: 3px solid var(--rt-focus);
    outline-offset: 2px;
  }

  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    max-width: 100%;
    min-height: var(--rt-target);
    padding: 0.5rem 1.125rem;
    border: 1px solid var(--rt-control);
    border-radius: 999px;
    background: var(--rt-surface);
    color: var(--rt-text);
    font-weight: 600;
    line-height: 1.2;
    overflow-wrap: break-word;
    text-decoration: none;
    cursor: pointer;
    transition: background-color var(--rt-quick), border-color var(--rt-quick);
    -webkit-tap-highlight-color: transparent;
  }

  button:hover,
  .button:hover {
    background: var(--rt-raised);
  }

  button.primary {
    border-color: var(--rt-accent);
    background: var(--rt-accent);
    color: var(--rt-on-accent);
  }

  button.primary:hover {
    filter: brightness(1.08);
  }

  button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--rt-accent);
  }

  button.quiet:hover {
    background: var(--rt-accent-soft);
  }

  button.danger {
    border-color: var(--rt-bad);
    color: var(--rt-bad);
  }

  button[disabled],
  button[aria-disabled='true'] {
    cursor: default;
    opacity: 0.62;
  }

  label {
    display: block;
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  input:not([type='range'], [type='checkbox'], [type='radio']),
  select {
    width: 100%;
    min-height: var(--rt-target);
    padding: 0.5rem 0.875rem;
    border: 1px solid var(--rt-control);
    border-radius: var(--rt-radius-small);
    background: var(--rt-surface);
    font-size: max(1rem, 16px);
  }

  input[aria-invalid='true'] {
    border-color: var(--rt-bad);
    border-width: 2px;
  }

  input[type='range'] {
    width: 100%;
    min-height: var(--rt-target);
    margin: 0;
    accent-color: var(--rt-accent);
  }

  summary {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    min-height: var(--rt-target);
    color: var(--rt-accent);
    font-weight: 600;
    cursor: pointer;
  }

  summary::before {
    content: '';
    flex: none;
    width: 0.5rem;
    height: 0.5rem;
    border: solid currentcolor;
    border-width: 0 2px 2px 0;
    transform: rotate(-45deg);
    transition: transform var(--rt-quick);
  }

  [open] > summary::before {
    transform: rotate(45deg);
  }

  summary::-webkit-details-marker {
    display: none;
  }

  .card {
    /* Large text leaves room for words. */
    padding: min(1.25rem, 6vw);
    border: 1px solid var(--rt-line);
    border-radius: var(--rt-radius);
    background: var(--rt-surface);
  }

  .stack {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--rt-gap);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem;
  }

  .muted {
    color: var(--rt-muted);
  }

  .small {
    font-size: var(--rt-small);
  }

  .error {
    color: var(--rt-bad);
    font-weight: 600;
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }

  @media (forced-colors: active) {
    button,
    .card {
      border: 1px solid;
    }
  }
`
