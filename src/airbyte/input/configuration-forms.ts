import type { ErrorObject } from 'ajv'
import { allowedValues } from './defaults.ts'
import { listOf, objectOf } from './schema-walk.ts'

/** Says which forms a value may have, or that it matches several. */
export function formsExpected({ schema, params, data }: ErrorObject): string {
  const forms = listOf(schema)
  if (Array.isArray(params['passingSchemas'])) return 'fits several of its forms, and must fit exactly one'
  const constant = discriminator(forms, data)
  if (constant !== undefined) return `must be one of ${constant.values.map(plain).join(', ')}`
  const titles = forms.map((form) => objectOf(form)['title']).filter((title) => typeof title === 'string')
  if (titles.length === forms.length) return `must be in one of the forms ${titles.join(', ')}`
  const types = forms.map((form) => objectOf(form)['type']).filter((type) => typeof type === 'string')
  if (new Set(types).size === forms.length) return `must be ${types.map(article).join(' or ')}`
  return 'must be in one of the forms that the specification lists'
}

/** The property whose constant distinguishes the forms of an object, as in Airbyte's `oneOf`. */
export function discriminator(forms: readonly unknown[], data: unknown) {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined
  const properties = forms.map((form) => objectOf(objectOf(form)['properties']))
  for (const name of Object.keys(properties[0] ?? {})) {
    const values = properties.map((each) => allowedValues(each[name]))
    if (values.every((value) => value !== undefined))
      return { name: [name], values: [...new Set(values.flat())] }
  }
  return undefined
}

export const plain = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

export const article = (type: string) =>
  type === 'null' ? type : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
