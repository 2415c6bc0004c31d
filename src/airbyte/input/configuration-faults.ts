import type { ErrorObject } from 'ajv'
import type { JsonObject } from '../protocol/messages.ts'
import { counted } from '../source/wording.ts'
import { article, discriminator, formsExpected, plain } from './configuration-forms.ts'
import { chosenForm } from './defaults.ts'
import { holdsToken } from './plausible-path.ts'
import { listOf, objectOf, referredBy } from './schema-walk.ts'

/**
 * A clause for each ajv error, beginning with the name of the property.
 * @param isHidden whether the value of an error must not be shown.
 */
export function faultSentences(
  specification: JsonObject,
  errors: readonly ErrorObject[],
  isHidden: (error: ErrorObject) => boolean,
): string[] {
  return relevant(specification, errors).map((error) => {
    const sentence = `${nameOf(error)} ${predicate(error)}`
    return isAboutValue(error) && !isHidden(error) ? `${sentence}, not ${shown(error.data)}` : sentence
  })
}

export function kind(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : article(typeof value)
}

/** Of several forms, keeps the errors of the chosen one, or if none was chosen, one error that lists the forms. */
function relevant(root: JsonObject, errors: readonly ErrorObject[]): ErrorObject[] {
  const dropped = new Set<ErrorObject>()
  for (const error of errors) {
    if (error.propertyName !== undefined) dropped.add(error)
    if (error.keyword === 'if' && errors.length > 1) dropped.add(error)
    if (!isOfForms(error.keyword)) continue
    const forms = listOf(error.schema)
    const chosen = chosenForm(root, forms, error.data)
    const inForm = (form: unknown, index: number) => {
      const { $ref: reference } = objectOf(form)
      const paths = [
        `${error.schemaPath}/${index}/`,
        ...(typeof reference === 'string' ? [`${reference}/`] : []),
      ]
      return errors.filter(
        (other) =>
          other.instancePath.startsWith(error.instancePath) &&
          paths.some((path) => other.schemaPath.startsWith(path)),
      )
    }
    const found = forms.map(inForm)
    const kept = chosen === undefined ? [] : (found[chosen] ?? [])
    if (kept.length > 0) dropped.add(error)
    for (const other of found.flat()) if (!kept.includes(other)) dropped.add(other)
  }
  const resolved = ({ keyword, schema, ...error }: ErrorObject): ErrorObject => ({
    ...error,
    keyword,
    schema: isOfForms(keyword) ? listOf(schema).map((form) => referredBy(root, form) ?? form) : schema,
  })
  return errors.filter((error) => !dropped.has(error)).map(resolved)
}

const isOfForms = (keyword: string) => keyword === 'oneOf' || keyword === 'anyOf'

function nameOf({ instancePath, keyword, params, schema, data }: ErrorObject): string {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (keyword === 'required' || keyword.startsWith('depend')) path.push(String(params['missingProperty']))
  if (keyword === 'oneOf' || keyword === 'anyOf')
    path.push(...(discriminator(listOf(schema), data)?.name ?? []))
  return path.length === 0 ? 'the configuration' : path.join('.')
}

function predicate(error: ErrorObject): string {
  const { keyword, params, schema } = error
  const limit = Number(params['limit'])
  switch (keyword) {
    case 'required':
      return 'is missing'
    case 'dependencies':
    case 'dependentRequired':
      return `is missing, which ${String(params['property'])} needs`
    case 'minLength':
      return `must have at least ${counted(limit, 'character')}`
    case 'maxLength':
      return `must have at most ${counted(limit, 'character')}`
    case 'minItems':
      return `must have at least ${counted(limit, 'item')}`
    case 'maxItems':
      return `must have at most ${counted(limit, 'item')}`
    case 'minProperties':
      return `must have at least ${counted(limit, 'property', 'properties')}`
    case 'maxProperties':
      return `must have at most ${counted(limit, 'property', 'properties')}`
    case 'uniqueItems':
      return `must not have the same item twice (items ${String(params['j'])} and ${String(params['i'])} are equal)`
    case 'contains':
      return `must have ${counted(Number(params['minContains'] ?? 1), 'item')} or more of the kind that the specification describes`
    case 'additionalItems':
      return `must have at most ${counted(limit, 'item')}`
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return `must not have the property "${String(params[keyword === 'additionalProperties' ? 'additionalProperty' : 'unevaluatedProperty'])}"`
    case 'propertyNames':
      return `must not have a property of the name "${String(params['propertyName'])}"`
    case 'oneOf':
    case 'anyOf':
      return formsExpected(error)
    case 'not':
      return 'has a value that the specification rules out'
    case 'false schema':
      return 'must not be given'
    case 'if':
      return 'does not go with the other properties'
    default:
      return `must be ${expectation(keyword, schema, params, objectOf(error.parentSchema))}`
  }
}

function expectation(keyword: string, schema: unknown, params: JsonObject, parent: JsonObject): string {
  switch (keyword) {
    case 'type':
      return [params['type']].flat().map(String).map(article).join(' or ')
    case 'enum':
      return `one of ${listOf(schema).map(plain).join(', ')}`
    case 'const':
      return plain(schema)
    case 'pattern':
      return String(parent['pattern_descriptor'] ?? `of the form ${String(schema)}`)
    case 'format':
      return String(
        parent['pattern_descriptor'] ?? formats[String(schema)] ?? `of the format ${String(schema)}`,
      )
    case 'minimum':
    case 'maximum':
      return range(parent)
    case 'exclusiveMinimum':
      return `more than ${String(schema)}`
    case 'exclusiveMaximum':
      return `less than ${String(schema)}`
    case 'multipleOf':
      return `a multiple of ${String(schema)}`
    default:
      return `as the specification's ${keyword} demands`
  }
}

const formats: Readonly<Record<string, string>> = {
  date: 'a date as YYYY-MM-DD',
  'date-time': 'a date and time as YYYY-MM-DDTHH:MM:SSZ',
  time: 'a time as HH:MM:SSZ',
  email: 'an e-mail address',
  uri: 'a URL with its scheme, as https://example.com',
  hostname: 'a host name',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  uuid: 'a UUID',
  regex: 'a regular expression',
}

function range({ minimum, maximum }: JsonObject): string {
  if (minimum === undefined) return `at most ${String(maximum)}`
  if (maximum === undefined) return `at least ${String(minimum)}`
  return `from ${String(minimum)} to ${String(maximum)}`
}

/** Whether to show the value. Otherwise the name is enough, or the value contains more than the error is about. */
const isAboutValue = ({ keyword, data }: ErrorObject): boolean =>
  keyword === 'type' ||
  (typeof data !== 'object' && !['required', 'oneOf', 'anyOf', 'not', 'false schema', 'if'].includes(keyword))

function shown(value: unknown): string {
  // An object may contain a secret.
  if (typeof value === 'object' && value !== null) return kind(value)
  const text = JSON.stringify(value) ?? 'undefined'
  // Never truncate: half a secret in the wrong field would not be redacted.
  // Nor show a key or a token that was typed into a wrong field: it need not stand in its own as well.
  return text.length > 60 || holdsToken(text) ? `a value of ${text.length} characters` : text
}
