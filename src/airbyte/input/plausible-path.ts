/**
 * Whether a text is so evidently the path of a file that a message may repeat it. Where a path is expected people also give the
 * file's content, one key of it, or base64 of either, so a text is only trusted that ends as a file's name does and in which
 * nothing looks like a token.
 */
export const isPlausiblePath = (text: string): boolean =>
  text.length <= 300 &&
  /^(?:[A-Za-z]:)?[\p{L}\p{N} ._~()/\\-]+$/u.test(text) &&
  (/\.[a-z][a-z0-9]{0,7}$/i.test(text) || /^[a-z./_-]*\/[a-z_-]{1,20}$/.test(text)) &&
  (!text.includes(' ') || isRooted.test(text)) &&
  !token.test(text)

/** Only a path with folders may hold spaces: a secret and a file's name may stand side by side. */
const isRooted = /^(?:[A-Za-z]:|~|\.{1,2})?[/\\]/

/** Digits and letters without a break, longer than names of files are. */
const token = /(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])[a-z0-9]{20}/i
