/** One JSON document, written as its parts come: a million entries need no array. */
import {MediaStructError, messageOf} from '../errors.ts'

export type Part = Iterable<unknown> | AsyncIterable<unknown>

/** Characters gathered before a write. */
const CHUNK = 65_536

/**
 * Writes `head`'s keys, each part as an array, then `tail`'s keys. Each entry stands on its own line.
 * Where a part throws, the document is closed with an `error` key, so that it still parses, and the error goes on.
 */
export async function streamDocument(
  write: (chunk: string) => Promise<void>,
  head: object,
  parts: Readonly<Record<string, Part>>,
  tail: () => object = () => ({}),
): Promise<void> {
  let buffer = `{${members(head)}`
  let separator = buffer === '{' ? '' : ','
  const put = async (text: string) => {
    buffer += text
    if (buffer.length < CHUNK) return
    const chunk = buffer
    buffer = ''
    await write(chunk)
  }
  const finish = async (last: object) => {
    const text = members(last)
    await write(`${buffer}${text === '' ? '' : `${separator}\n${text}`}}\n`)
  }
  for (const [name, part] of Object.entries(parts)) {
    await put(`${separator}\n${JSON.stringify(name)}:[`)
    separator = ','
    try {
      let comma = ''
      for await (const entry of part) {
        await put(`${comma}\n${JSON.stringify(entry)}`)
        comma = ','
      }
    } catch (error) {
      buffer += ']'
      await finish({error: errorFields(error)})
      throw error
    }
    await put(']')
  }
  await finish(tail())
}

/** The beginning of a document whose part `name` is written by others, one document after another. */
export function beginSeries(head: object, name: string): string {
  return `{${members(head)},\n${JSON.stringify(name)}:[\n`
}

/** Its end; where it failed, with an `error` key, so that it still parses. */
export function endSeries(failed?: {error: unknown}): string {
  return failed ? `],\n${members({error: errorFields(failed.error)})}}\n` : ']}\n'
}

/** What a JSON document says about an error: never a stack or a dump. */
function errorFields(error: unknown): {code: string; message: string} {
  const code = error instanceof MediaStructError ? error.code : 'INTERNAL'
  return {code, message: messageOf(error)}
}

function members(value: object): string {
  return JSON.stringify(value).slice(1, -1)
}
