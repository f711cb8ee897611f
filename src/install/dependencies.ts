/** What a package depends on, as it is found from where the package lies. */
import {readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'

export interface Dependency {
  readonly name: string
  /** What the package asks for. */
  readonly range: string
  /** What is there; null where nothing is. */
  readonly version: string | null
}

export function dependenciesOf(root: string, ranges: Readonly<Record<string, string>>): Dependency[] {
  return Object.entries(ranges).map(([name, range]) => ({name, range, version: versionOf(root, name)}))
}

/** Node looks into the `node_modules` of each directory upwards; so do we, since not every package shows its manifest. */
function versionOf(from: string, name: string): string | null {
  for (let directory = from; ; directory = dirname(directory)) {
    const version = versionIn(join(directory, 'node_modules', name, 'package.json'))
    if (version !== undefined) return version
    if (directory === dirname(directory)) return null
  }
}

function versionIn(file: string): string | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).version
  } catch {
    return undefined
  }
}
