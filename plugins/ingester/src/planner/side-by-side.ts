/**
 * Directories that hold parts of one thing, and are looked at as one: an asset may lie in two of them.
 * Google splits a Takeout over zip files wherever 2 GB are full, so that a picture and its JSON file come apart; Sony
 * puts the small version of a clip beside the clip's directory. (Its thumbnails are junk: the camera makes them again.)
 */
import {basename, dirname, type RawPath} from 'mediastruct'

/** `takeout-20190102T030405Z-001`, `-1-001`, `Takeout 2`, `my takeout (3)`: what follows the name of the whole. */
const PART_NUMBER = /(?:-\d+-\d{3,}|[-_ ]*\(?\d+\)?)$/
const SONY_PARTS = new Set(['clip', 'sub'])

/**
 * @param directories subdirectories of one directory, or of several that lie side by side, in the order in which they are
 *   to be looked at
 * @returns each with those that it is one with; each with itself where it is one with none
 */
export function sideBySide(directories: readonly RawPath[]): RawPath[][] {
  return [...Map.groupBy(directories, wholeOf).values()]
}

/** A word for the whole that a directory is a part of; its own name where it is none. */
function wholeOf(directory: RawPath): string {
  const name = basename(directory)
  const lower = name.toLowerCase()
  const parent = basename(dirname(directory)).toLowerCase()
  if (parent === 'm4root' && SONY_PARTS.has(lower)) return 'the clips of m4root'
  return lower.includes('takeout') ? `a takeout: ${lower.replace(PART_NUMBER, '')}` : name
}
