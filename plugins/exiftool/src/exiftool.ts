/**
 * ExifTool, asked file after file. `exiftool-vendored` brings it and knows where it lies; it is spoken to here, and not
 * by that package's own client, since that writes every path as UTF-8 and takes a file that is called `{ready}` for the
 * end of an answer.
 */
import type {RawPath} from 'mediastruct'
import {Ended, Session, type SessionOptions} from './session.ts'

/** By group and name, as `EXIF:DateTimeOriginal`; a value is a text, or a number where it looks like one. */
export type Tags = Readonly<Record<string, unknown>>

/**
 * One process for the whole run, started at the first question. Questions wait for one another. One that takes too long
 * ends the process, and the next question starts another.
 */
export class ExifTool {
  readonly #options: SessionOptions
  #session: Session | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: SessionOptions = {}) {
    this.#options = options
  }

  /** @throws Error where ExifTool can't be started, can't be told of the file, ends, or takes too long */
  tagsOf(path: RawPath, args: readonly string[]): Promise<Tags> {
    const lines = [...args, lineOf(path)]
    const answer = this.#last.then(() => this.#ask(lines))
    this.#last = answer.catch(() => undefined)
    return answer
  }

  async #ask(lines: readonly string[]): Promise<Tags> {
    const known = this.#session
    if (known === undefined) return tagsIn(await this.#askAnew(lines))
    try {
      return tagsIn(await known.ask(lines))
    } catch (error) {
      // Something may have ended it since the last question: that is no fault of this file.
      if (!(error instanceof Ended)) throw error
      return tagsIn(await this.#askAnew(lines))
    }
  }

  async #askAnew(lines: readonly string[]): Promise<string> {
    const session = await Session.start(this.#options)
    this.#session = session
    return await session.ask(lines)
  }
}

/**
 * A path as a line of the arguments: its bytes as they are. One that holds a line break is written as ExifTool's C
 * string, which knows no way to write `$`, `@` and `"` (its documentation, under `-@`).
 * @throws Error for a path that no line can say
 */
export function lineOf(path: RawPath): string {
  if (!/[\r\n]/.test(path)) return path
  if (/["$@]/.test(path)) {
    throw new Error('ExifTool can’t be told of a path that holds a line break and one of " $ @; rename it')
  }
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `#[CSTR]${escaped}`
}

/** @param answer a JSON array of one object; nothing where the file is not there any more */
function tagsIn(answer: string): Tags {
  const [tags, ...others]: unknown[] = answer.trim() === '' ? [] : JSON.parse(answer)
  if (typeof tags === 'object' && tags !== null && others.length === 0) return {...tags}
  throw new Error('ExifTool found no such file')
}
