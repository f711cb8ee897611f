/** Puts a template's values in their places; what has none leaves no hole. */
import type {Part} from './template-parse.ts'
import {type TemplateValues, valueFor} from './template-values.ts'

/** What is missing here: `taking` takes the separator before it along, `alone` only where two would meet. */
type Gap = 'none' | 'alone' | 'taking'

/** The `T` is that of ISO 8601. */
const SEPARATORS_AT_END = /(?:[-_. ]+|(?<=\d)T)$/
const SEPARATORS_AT_START = /^[-_. ]+/
/** What may stand between two tokens that are both missing; it goes with them. */
const NOTHING_ELSE = /^[-_. :,T]*$/

/** @throws MediaStructError UNNAMABLE */
export function renderParts(parts: readonly Part[], values: TemplateValues): string {
  const text = new Text()
  for (const part of parts) {
    if (part.kind === 'literal') text.addLiteral(part.text)
    else text.addValue(valueFor(part, values) ?? '', part.alone)
  }
  return text.end()
}

class Text {
  #done = ''
  /** What is before it came from values, and is never taken away. */
  #literalFrom = 0
  #gap: Gap = 'none'
  /** Separators behind a gap: they go if another gap follows. */
  #held = ''

  addLiteral(literal: string): void {
    if (this.#gap === 'none') this.#append(literal)
    else if (NOTHING_ELSE.test(literal)) this.#held += literal
    else this.#close(literal)
  }

  addValue(value: string, alone: boolean): void {
    if (value === '') {
      this.#gap = alone && this.#gap !== 'taking' ? 'alone' : 'taking'
      this.#held = ''
      return
    }
    if (this.#gap !== 'none') this.#close()
    this.#done += value
    this.#literalFrom = this.#done.length
  }

  end(): string {
    if (this.#gap !== 'none') this.#close('', true)
    return this.#done
  }

  #append(literal: string): void {
    this.#done += literal
  }

  /** @param literal what follows the gap besides what is held */
  #close(literal = '', atEnd = false): void {
    const behind = this.#held + literal
    const first = this.#done === '' || this.#done.endsWith('/')
    const meets = atEnd || /^[-_. /]/.test(behind)
    if (!first && (this.#gap === 'taking' || meets)) this.#takeSeparators()
    this.#gap = 'none'
    this.#held = ''
    this.#append(first ? behind.replace(SEPARATORS_AT_START, '') : behind)
  }

  #takeSeparators(): void {
    const at = SEPARATORS_AT_END.exec(this.#done)?.index ?? this.#done.length
    this.#done = this.#done.slice(0, Math.max(at, this.#literalFrom))
  }
}
