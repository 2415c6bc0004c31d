import { describe, expect, test } from 'vitest'
import { changelogReleased, pageReleased, type Release, releaseNotes, renamed } from './in-step.ts'

const release: Release = { version: '0.2.0', previous: '0.1.0', date: '2026-12-01' }

const changelog = `# Changelog

## [Unreleased]

### Added

- The stream \`texts\`, which is named
  on two lines.

### Fixed

- A \`|\` in a table.

## [0.1.0] - 2026-11-24

### Added

- The stream \`calls\`.

[Unreleased]: https://example.com/compare/v0.1.0...HEAD
[0.1.0]: https://example.com/releases/tag/v0.1.0
`

const nothing = changelog.replace(/### Added.*in a table\.\n\n/s, '')

describe('a version', () => {
  test('takes the place of the one before it', () => {
    expect(renamed('image:0.1.0 and "0.1.0", v 0.1.0', release)).toBe('image:0.2.0 and "0.2.0", v 0.2.0')
  })

  test.each(['10.1.0', '0.1.01', '0.1.0.1', '001x0'])('is not seen in %s', (text) => {
    expect(renamed(text, release)).toBe(text)
  })
})

describe('the changelog', () => {
  const released = changelogReleased(changelog, release)

  test('has what was unreleased under the version', () => {
    expect(released).toContain(
      '## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n### Added\n\n- The stream `texts`',
    )
  })

  test('links to what has changed since each version', () => {
    expect(released).toContain(
      '[Unreleased]: https://example.com/compare/v0.2.0...HEAD\n' +
        '[0.2.0]: https://example.com/compare/v0.1.0...v0.2.0\n' +
        '[0.1.0]: https://example.com/releases/tag/v0.1.0\n',
    )
  })

  test('is left alone where nothing has changed', () => {
    expect(() => changelogReleased(nothing, release)).toThrow('say first what has changed')
  })

  test('is left alone where it goes on from another version', () => {
    expect(() => changelogReleased(changelog, { ...release, previous: '0.0.9' })).toThrow('0.0.9')
  })
})

describe('the notes of a release', () => {
  const released = changelogReleased(changelog, release)

  test('are the entry of its version, with its link', () => {
    expect(releaseNotes(released, '0.2.0')).toBe(
      '### Added\n\n- The stream `texts`, which is named\n  on two lines.\n\n### Fixed\n\n- A `|` in a table.\n\n' +
        'All changes: https://example.com/compare/v0.1.0...v0.2.0',
    )
  })

  test('end before the links where no version was before', () => {
    expect(releaseNotes(released, '0.1.0')).toBe(
      '### Added\n\n- The stream `calls`.\n\nAll changes: https://example.com/releases/tag/v0.1.0',
    )
  })

  test.each(['0.3.0', '0.2', '0x2.0'])('are not made up for %s', (version) => {
    expect(() => releaseNotes(released, version)).toThrow(`no entry for ${version}`)
  })

  test('are not empty', () => {
    const empty = released.replace(/### Added.*in a table\.\n\n/s, '')
    expect(() => releaseNotes(empty, '0.2.0')).toThrow('no entry for 0.2.0')
  })
})

describe("the user's page", () => {
  const page =
    '## Changelog\n\n| Version | Date | Subject |\n| --- | --- | --- |\n| 0.1.0 | then | First. |\n'

  test('has the newest version first, in the words of the changelog', () => {
    expect(pageReleased(page, changelog, release)).toContain(
      '| --- |\n| 0.2.0 | 2026-12-01 | The stream `texts`, which is named on two lines. A `\\|` in a table. |\n| 0.1.0 |',
    )
  })

  test('must have a table', () => {
    expect(() => pageReleased('## Changelog\n', changelog, release)).toThrow('no table')
  })
})
