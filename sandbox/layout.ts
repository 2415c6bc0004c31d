/** The ways in which programs write the same JSON. */
export const LAYOUTS = ['compact', 'spaced', 'lines', 'escaped'] as const

export type Layout = (typeof LAYOUTS)[number]

/** @param json compact JSON. */
export const layOut = (json: string, layout: Layout): string => {
  switch (layout) {
    case 'compact':
      return json
    case 'spaced':
      return inLines(json).replace(/,\n */g, ', ').replace(/\n */g, '')
    case 'lines':
      return inLines(json)
    case 'escaped':
      return json.replace(/\//g, '\\/').replace(/[^\0-~]/g, escaped)
  }
}

const inLines = (json: string) => JSON.stringify(JSON.parse(json), null, 2)

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
