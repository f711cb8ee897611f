/** Patterns that a person types for names and paths. */
import picomatch from 'picomatch'
import {type RawPath, toText} from './bytes.ts'

/**
 * A pattern without a slash is matched against names, one with a slash against whole paths. `ü` is one letter to who types
 * it, however a Mac or a phone spelled it.
 */
export function globMatcher(glob: string): (path: RawPath) => boolean {
  const matches = picomatch(glob.normalize('NFC'), {dot: true, basename: !glob.includes('/')})
  return (path) => matches(toText(path).normalize('NFC'))
}
