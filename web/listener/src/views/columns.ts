import { css } from 'lit'

/** The layout of a view with the class `columns`: one column, and two where the view has the width, also with large text. */
export const columns = css`
  :host {
    container-type: inline-size;
  }

  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.25rem;
  }

  @container (min-width: 43rem) {
    .columns {
      grid-template-columns: repeat(2, minmax(0, 1fr));
      align-items: start;
    }
  }
`
