import type { Paint } from './paint.ts'

/** What the reader is reported, step by step, in at most 100 columns. */
export interface Story {
  step(title: string): void
  /** A command line, as it may be typed. */
  command(text: string): void
  outcome(text: string): void
  warning(text: string): void
  lines(lines: readonly string[]): void
}

export const tellStory = (write: (text: string) => void, paint: Paint): Story => {
  let steps = 0
  const say = (mark: string, text: string): void => {
    write(`${wrap(text, 94).join('\n').replaceAll(/^/gm, '    ').replace('    ', `  ${mark} `)}\n`)
  }
  return {
    step(title) {
      steps += 1
      write(`\n${paint('bold', `${steps}. ${title}`)}\n`)
    },
    command: (text) => write(`  ${paint('cyan', `$ ${text}`)}\n`),
    outcome: (text) => say(paint('green', '→'), text),
    warning: (text) => say(paint('yellow', '!'), text),
    lines: (lines) => write(`\n${lines.join('\n')}\n`),
  }
}

/** Breaks a text between words into lines of at most so many columns. */
export const wrap = (text: string, width: number): string[] => {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
