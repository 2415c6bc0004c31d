import fc from 'fast-check'
import { expect, test } from 'vitest'
import specification from '../../../spec/spec.json' with { type: 'json' }
import { compileValidator } from '../../airbyte/source/configuration-validator.ts'
import validate from './config-validator.generated.ts'

test('the validator that was compiled ahead of time says what the specification says, whatever it is given', async () => {
  const schema = specification.connectionSpecification
  const compiled = await compileValidator(schema)
  const value = fc.oneof(
    fc.constantFrom('2026-01-01', '2026-01-01T00:00:00Z', '+14155551234', 'inbound', 'key', '', 5, 0, true),
    fc.jsonValue(),
  )
  const configuration = fc.record(
    Object.fromEntries(Object.keys(schema.properties).map((name) => [name, value])),
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(configuration, (given) => {
      const [one, other] = [structuredClone(given), structuredClone(given)]
      expect(validate(one)).toBe(compiled(other))
      expect(validate.errors).toEqual(compiled.errors)
      expect(one).toEqual(other)
    }),
    { numRuns: 1_000 },
  )
})
