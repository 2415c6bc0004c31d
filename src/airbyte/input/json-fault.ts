/**
 * Finds where a text that `JSON.parse` rejected stops being JSON, and what is expected there.
 * The message of the engine quotes the text, which may contain a secret.
 */
export function findJsonFault(text: string): { offset: number; expected: string } {
  const open: ('{' | '[')[] = []
  let expect: Expectation = 'value'
  let offset = 0
  while (true) {
    offset = skip(space, text, offset)
    const fault = { offset, expected: names[expect] }
    const char = text[offset]
    if (expect === 'end') return fault
    if (expect === 'colon') {
      if (char !== ':') return fault
      offset += 1
      expect = 'value'
    } else if (expect === 'key' || expect === 'key or }') {
      if (char === '}' && expect === 'key or }') {
        open.pop()
        offset += 1
        expect = after(open)
      } else {
        const end = skip(string, text, offset)
        if (end === offset) return fault
        offset = end
        expect = 'colon'
      }
    } else if (expect === 'comma or }' || expect === 'comma or ]') {
      const close: '}' | ']' = expect === 'comma or }' ? '}' : ']'
      if (char === close) {
        open.pop()
        offset += 1
        expect = after(open)
      } else if (char === ',') {
        offset += 1
        expect = close === '}' ? 'key' : 'value'
      } else return fault
    } else if (char === '{' || char === '[') {
      open.push(char)
      offset += 1
      expect = char === '{' ? 'key or }' : 'value or ]'
    } else if (char === ']' && expect === 'value or ]') {
      open.pop()
      offset += 1
      expect = after(open)
    } else {
      const end = skip(scalar, text, offset)
      if (end === offset) return fault
      offset = end
      expect = after(open)
    }
  }
}

const names = {
  value: 'a value',
  'value or ]': 'a value or ]',
  key: 'a property name in double quotes',
  'key or }': 'a property name in double quotes or }',
  colon: 'a colon',
  'comma or }': 'a comma or }',
  'comma or ]': 'a comma or ]',
  end: 'the end of the file',
} as const

type Expectation = keyof typeof names

const space = /[ \t\r\n]*/y
const string = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy
const scalar =
  /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/uy

function skip(token: RegExp, text: string, offset: number): number {
  token.lastIndex = offset
  const match = token.exec(text)
  return match === null ? offset : offset + match[0].length
}

const after = (open: ('{' | '[')[]): Expectation => {
  const last = open.at(-1)
  if (last === undefined) return 'end'
  return last === '{' ? 'comma or }' : 'comma or ]'
}
