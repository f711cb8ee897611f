/** What has to leave before a place can be taken: also a name of another case, where the disk takes the two for one. */
import {lstatSync} from 'node:fs'
import {basename, dirname, join, type RawPath, toBytes} from 'mediastruct'

export class InTheWay {
  /** Whether a directory's names of another case are the same to it. */
  readonly #knowsNoCase = new Map<RawPath, boolean>()

  /**
   * @param place where something is to go
   * @param lying what lies there, by names that some file system takes for that one
   */
  of(place: RawPath, lying: readonly RawPath[]): readonly RawPath[] {
    return lying.filter((path) => path === place || this.#isOne(path, place))
  }

  /** The place itself is not looked at: some file systems would remember for a while that there was something. */
  #isOne(path: RawPath, place: RawPath): boolean {
    const directory = dirname(path)
    const known = this.#knowsNoCase.get(directory)
    if (known !== undefined) return known
    const other = variants(basename(path)).find((name) => name !== basename(place))
    const isOne = exists(other === undefined ? place : join(directory, other))
    this.#knowsNoCase.set(directory, isOne)
    return isOne
  }
}

/** The name with another case of one letter. */
function variants(name: RawPath): RawPath[] {
  return Array.from(name, (letter, index) => {
    const lower = letter.toLowerCase()
    const other = letter === lower ? letter.toUpperCase() : lower
    return `${name.slice(0, index)}${other}${name.slice(index + 1)}` as RawPath
  }).filter((variant, index) => variant !== name && /[a-z]/i.test(name.charAt(index)))
}

function exists(path: RawPath): boolean {
  return lstatSync(toBytes(path), {throwIfNoEntry: false}) !== undefined
}
