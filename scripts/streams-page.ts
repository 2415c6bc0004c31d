import { isJsonObject } from '../src/airbyte/json/is-json-object.ts'
import type { JsonObject, StreamDescription } from '../src/airbyte/protocol/messages.ts'
import { streamsOf } from '../src/justcall/streams/streams.ts'

/** The page of the streams' columns, in Markdown, as `discover` describes them. */
export async function streamsPage(): Promise<string> {
  const of = async (version: 'v2' | 'v2.1') =>
    (await streamsOf(version)).map(({ description }) => section(description, version))
  return `${[introduction, ...(await of('v2.1')), ...(await of('v2'))].join('\n\n')}\n`
}

const introduction = `# Streams and their columns

<!-- Written by \`npm run generate\` from the streams and schemas/. Do not edit. -->

Any column but the key may be null, and fields that JustCall adds are loaded as well. What the streams are for, and what a plan must include,
stands in [justcall.md](justcall.md#supported-streams).`

function section(stream: StreamDescription, version: string): string {
  const { name, json_schema: schema, supported_sync_modes: modes } = stream
  const cursor = stream.default_cursor_field ?? []
  const read = modes.includes('incremental') ? `cursor ${code(cursor)}` : 'read whole at each sync'
  const rows = Object.entries(propertiesOf(schema)).map(([field, property]) => [
    code([field]),
    typeOf(property),
    [property['description'], innerOf(property)].filter(Boolean).join(' '),
  ])
  return [
    `## \`${name}\`, API ${version}`,
    `${schema['description']} Key ${code((stream.source_defined_primary_key ?? []).flat())}, ${read}.`,
    table(['field', 'type', 'meaning'], rows),
  ].join('\n\n')
}

/** The fields of an object, or of the objects in a list, one level down. */
function innerOf({ properties, items }: JsonObject): string {
  const inner = isJsonObject(properties)
    ? properties
    : isJsonObject(items) && isJsonObject(items['properties'])
      ? items['properties']
      : {}
  const names = Object.keys(inner)
  return names.length === 0 ? '' : `Fields: ${code(names)}.`
}

function typeOf({ type, format }: JsonObject): string {
  const types = [type].flat().filter((name) => name !== 'null')
  return format === 'date-time' ? 'timestamp' : types.join(' or ')
}

const propertiesOf = ({ properties }: JsonObject): Record<string, JsonObject> =>
  Object.fromEntries(
    Object.entries(isJsonObject(properties) ? properties : {}).map(([name, property]) => [
      name,
      isJsonObject(property) ? property : {},
    ]),
  )

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

/** Columns are padded, as the formatter wants them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const written = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  )
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [written[0], rule, ...written.slice(1)].join('\n')
}
