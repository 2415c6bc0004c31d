export const count = (n: number): string => n.toLocaleString('en')
export const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`
export const percent = (share: number): string => `${Math.round(share * 100)} %`
