export type Color = 'red' | 'green' | 'yellow' | 'blue' | 'cyan' | 'bold' | 'dim'
export type Paint = (color: Color, text: string) => string

const codes: Readonly<Record<Color, number>> = { red: 31, green: 32, yellow: 33, blue: 34, cyan: 36, bold: 1, dim: 2 }

/** Colours for a terminal, or plain text. */
export const createPaint = (enabled: boolean): Paint =>
  enabled ? (color, text) => `\u001b[${codes[color]}m${text}\u001b[0m` : (_, text) => text
