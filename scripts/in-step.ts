export interface Release {
  readonly version: string
  /** The version before it. */
  readonly previous: string
  /** YYYY-MM-DD. */
  readonly date: string
}

/** A text with the name of one version in place of another's, wherever it stands as a word. */
export function renamed(text: string, { version, previous }: Release): string {
  return text.replaceAll(new RegExp(`(?<![\\w.])${previous.replaceAll('.', '\\.')}(?![\\w.])`, 'g'), version)
}

/** The changelog with what was unreleased under the version. @throws Error if there is nothing unreleased. */
export function changelogReleased(text: string, release: Release): string {
  const { version, previous, date } = release
  changes(text)
  const link = new RegExp(
    `^\\[Unreleased\\]: (.+)/compare/v${previous.replaceAll('.', '\\.')}\\.\\.\\.HEAD$`,
    'm',
  )
  if (!link.test(text)) throw new Error(`CHANGELOG.md does not compare what is unreleased with ${previous}.`)
  return text
    .replace('## [Unreleased]\n', `## [Unreleased]\n\n## [${version}] - ${date}\n`)
    .replace(
      link,
      `[Unreleased]: $1/compare/v${version}...HEAD\n[${version}]: $1/compare/v${previous}...v${version}`,
    )
}

/** What the changelog says of a version, with its link. @throws Error if it says nothing. */
export function releaseNotes(text: string, version: string): string {
  const escaped = version.replaceAll('.', '\\.')
  const section = new RegExp(`^## \\[${escaped}\\][^\\n]*\\n(.*?)^(?:## \\[|\\[[^\\]]+\\]: )`, 'ms')
  const [, entry = ''] = section.exec(text) ?? []
  if (!/^- /m.test(entry)) throw new Error(`CHANGELOG.md has no entry for ${version}.`)
  const [, link] = new RegExp(`^\\[${escaped}\\]: (.+)$`, 'm').exec(text) ?? []
  if (link === undefined) throw new Error(`CHANGELOG.md has no link for ${version}.`)
  return `${entry.trim()}\n\nAll changes: ${link}`
}

/** The user's page with a row for the version, of what the changelog has as unreleased. */
export function pageReleased(page: string, changelog: string, { version, date }: Release): string {
  const head = /^\| Version .*\n\| -.*\n/m
  if (!head.test(page)) throw new Error('docs/justcall.md has no table of versions.')
  return page.replace(head, (found) => `${found}| ${version} | ${date} | ${changes(changelog).join(' ')} |\n`)
}

/** The sentences of what is unreleased. */
function changes(changelog: string): readonly string[] {
  const [, section = ''] = /^## \[Unreleased\]\n(.*?)^## \[/ms.exec(changelog) ?? []
  const items = section.split(/^- /m).slice(1)
  if (items.length === 0)
    throw new Error('CHANGELOG.md has nothing under Unreleased: say first what has changed.')
  // In a table's cell, a bar would end it.
  const sentence = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim()
  return items.map((item) => sentence(item.replace(/^###.*/ms, '')))
}
