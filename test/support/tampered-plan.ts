/** A plan or journal as somebody with an editor would leave it. */
import {readFileSync, writeFileSync} from 'node:fs'

/** Rewrites an NDJSON file line by line; a line for which `edit` answers nothing goes. */
export function editLines(file: string, edit: (line: Record<string, unknown>) => object | undefined): void {
  const lines = readFileSync(file, 'utf8').split('\n')
  const edited = lines.flatMap((text) => {
    if (text === '') return []
    const line = edit(JSON.parse(text) as Record<string, unknown>)
    return line === undefined ? [] : [JSON.stringify(line)]
  })
  writeFileSync(file, `${edited.join('\n')}\n`)
}
