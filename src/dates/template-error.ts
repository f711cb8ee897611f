/** The sentence that refuses a template, and the picture under it that points at the place. */
import {MediaStructError} from '../errors.ts'
import {printable} from '../report/escape.ts'

/** Where it is wrong, in UTF-16 units; `end` is behind the last of them. */
export interface Span {
  readonly start: number
  readonly end?: number
}

/** @param hint what to do about it, under the picture */
export function badTemplate(text: string, span: Span, problem: string, hint?: string): MediaStructError {
  const message = `The template "${text}" is wrong at character ${charactersBefore(text, span.start) + 1}: ${problem}`
  const lines = [...pictureOf(text, span), ...(hint === undefined ? [] : [hint])]
  return new MediaStructError('BAD_TEMPLATE', message.replace(/(?<![?.])$/, '.'), {
    ...(lines.length > 0 && {hint: lines.join('\n')}),
  })
}

/** The template, and carets under what is wrong; none where it holds what can't be lined up. */
function pictureOf(text: string, {start, end = start + 1}: Span): string[] {
  if (text === '' || printable(text) !== text) return []
  const width = Math.max(1, charactersBefore(text, end) - charactersBefore(text, start))
  return [text, ' '.repeat(charactersBefore(text, start)) + '^'.repeat(width)]
}

function charactersBefore(text: string, unit: number): number {
  return [...text.slice(0, unit)].length
}
