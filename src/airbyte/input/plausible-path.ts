/**
 * Whether a text is certain enough to be a path that messages may repeat it. In place of a path, people also pass the content
 * of the file, a key, or base64 of either. So it must end like a file name, and nothing in it may look like a token.
 */
export const isPlausiblePath = (text: string): boolean =>
  text.length <= 300 &&
  /^(?:[A-Za-z]:)?[\p{L}\p{N} ._~()/\\-]+$/u.test(text) &&
  (/\.[a-z][a-z0-9]{0,7}$/i.test(text) || /^[a-z./_-]*\/[a-z_-]{1,20}$/.test(text)) &&
  (!text.includes(' ') || isRooted.test(text)) &&
  !holdsToken(text)

/** Only a path with folders may contain spaces: otherwise it may be a secret followed by a file name. */
const isRooted = /^(?:[A-Za-z]:|~|\.{1,2})?[/\\]/

/** 20 or more letters and digits, both without a break: longer than in file names, and as keys are. */
export const holdsToken = (text: string): boolean =>
  /(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])[a-z0-9]{20}/i.test(text)
