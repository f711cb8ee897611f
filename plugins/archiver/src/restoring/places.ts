/** Under which name each file is restored: never one that another file has. */
import {basename, dirname, groupAssets, join, numberedPaths, type RawPath} from 'mediastruct'
import {type Content, contentKey} from './content.ts'
import {statsOf} from './stats-of.ts'
import type {Wanted} from './wanted.ts'

export interface Placed {
  readonly wanted: Wanted
  readonly content: Content
  /** Absolute. */
  readonly to: RawPath
  /** It is there already, with this very content. */
  readonly isThere: boolean
}

/** Whether a file that is there has a content. */
export type Compare = (path: RawPath, content: Content) => Promise<boolean>

type WithContent = Wanted & {readonly content: Content}

/**
 * `a.jpg`, or `a-2.jpg` where another file is called so, here or on another volume. Files that belong together get one
 * number. The same files get the same names each time, whatever of them is there by now.
 * @param directory that everything goes below
 */
export async function placed(
  directory: RawPath,
  files: readonly WithContent[],
  isIt: Compare,
): Promise<Placed[]> {
  const naming = new Naming(directory, isIt)
  const result: Placed[] = []
  for (const together of groupsOf(files)) result.push(...(await naming.place(together)))
  return result
}

/** Of one folder of one volume, those that belong together by their names. */
function* groupsOf(files: readonly WithContent[]): Generator<WithContent[]> {
  const folders = Map.groupBy(files, ({volume, below}) => `${volume.path}\n${dirname(below)}`)
  for (const inside of folders.values()) {
    const byName = new Map(inside.map((file) => [basename(file.below), file]))
    for (const {primary, companions} of groupAssets([...byName.keys()]))
      yield [primary, ...companions].flatMap(({name}) => byName.get(name) ?? [])
  }
}

class Naming {
  readonly #directory: RawPath
  readonly #isIt: Compare
  /** Names that are given, and for which content. */
  readonly #given = new Map<RawPath, string>()
  /** What is there, as far as it was looked at. */
  readonly #present = new Map<RawPath, string>()

  constructor(directory: RawPath, isIt: Compare) {
    this.#directory = directory
    this.#isIt = isIt
  }

  async place(together: readonly WithContent[]): Promise<Placed[]> {
    const wished = together.map(({below}) => join(this.#directory, below))
    for (let number = 1; ; number++) {
      const found = await this.#tryAll(together, numberedPaths(wished, number))
      if (!found) continue
      for (const {to, content} of found) this.#given.set(to, contentKey(content))
      return found
    }
  }

  /** @returns undefined where one of the names is another file's */
  async #tryAll(together: readonly WithContent[], paths: readonly RawPath[]): Promise<Placed[] | undefined> {
    const result: Placed[] = []
    for (const [index, wanted] of together.entries()) {
      const to = paths[index] ?? wanted.below
      const state = await this.#stateOf(to, wanted.content)
      if (state === 'taken') return undefined
      result.push({wanted, content: wanted.content, to, isThere: state === 'there'})
    }
    return result
  }

  async #stateOf(path: RawPath, content: Content): Promise<'free' | 'there' | 'taken'> {
    const key = contentKey(content)
    const given = this.#given.get(path)
    if (given !== undefined && given !== key) return 'taken'
    const stats = statsOf(path)
    if (!stats) return 'free'
    if (!stats.isFile() || stats.size !== content.size) return 'taken'
    if (this.#present.get(path) === key) return 'there'
    if (!(await this.#isIt(path, content))) return 'taken'
    this.#present.set(path, key)
    return 'there'
  }
}
