/** The colours of charts and page, as custom properties that follow the reader's choice of light or dark. */
export const paletteCss = (selector: string): string =>
  `${selector} { color-scheme: light dark; ${properties(LIGHT)} }
@media (prefers-color-scheme: dark) { ${selector} { ${properties(DARK)} } }`

const LIGHT = {
  page: '#f4f6f9',
  card: '#ffffff',
  text: '#1c2430',
  muted: '#586474',
  grid: '#e1e6ed',
  calls: '#64748b',
  talk: '#0b8484',
  completed: '#1f6feb',
  voicemail: '#9d6fe0',
  missed: '#d0402b',
  other: '#8792a1',
} as const

const DARK: Readonly<Record<keyof typeof LIGHT, string>> = {
  page: '#0d1117',
  card: '#161b22',
  text: '#e6edf3',
  muted: '#9aa6b5',
  grid: '#2b323c',
  calls: '#8b98ab',
  talk: '#2fb3ab',
  completed: '#4c8df6',
  voicemail: '#a884ee',
  missed: '#ff7a66',
  other: '#7d8796',
}

const properties = (colors: Readonly<Record<string, string>>): string =>
  Object.entries(colors)
    .map(([name, color]) => `--${name}: ${color};`)
    .join(' ')
