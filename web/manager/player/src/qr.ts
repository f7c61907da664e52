import qrcode from 'qrcode-generator'

/** The modules of a QR code: true is dark. It has no border; {@link QUIET} modules of it have to stay free around. */
export interface QrCode {
  size: number
  isDark(row: number, column: number): boolean
}

/** Modules that stay free on each side. */
export const QUIET = 4

/** Makes the QR code of a text, with error correction M. */
export function qrCode(text: string): QrCode {
  const code = qrcode(0, 'M')
  code.addData(text, 'Byte')
  code.make()
  return { size: code.getModuleCount(), isDark: (row, column) => code.isDark(row, column) }
}

/** The path of all dark modules for an SVG, one unit each; rows are joined to few rectangles. */
export function qrPath(code: QrCode): string {
  let path = ''
  for (let row = 0; row < code.size; row++) {
    for (let from = 0; from < code.size; from++) {
      if (!code.isDark(row, from)) continue
      let to = from
      while (to + 1 < code.size && code.isDark(row, to + 1)) to++
      path += `M${from + QUIET} ${row + QUIET}h${to - from + 1}v1H${from + QUIET}z`
      from = to
    }
  }
  return path
}
