import { css } from 'lit'

/** The layout of a view with the class `columns`: one column, from 60 rem on two. */
export const columns = css`
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.25rem;
  }

  @media (min-width: 60rem) {
    .columns {
      grid-template-columns: repeat(2, minmax(0, 1fr));
      align-items: start;
    }
  }
`
