import { styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan'

/** Colours a text where standard output is a terminal that shows them; `NO_COLOR` and `FORCE_COLOR` are honoured. */
export type Paint = (style: Style, text: string) => string

export const paint: Paint = (style, text) => styleText(style, text, { stream: process.stdout })
